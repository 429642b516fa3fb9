import type { UnroutedOperations } from '../synth';
import type { NewOptions } from './options';

/** The operations that can't have routes in the API of a project, and what is set so that its first plan passes. */
export interface RouteChoice {
  /** The routes that are set. @default - those of the pattern */
  readonly routes?: 'proxy';
  /** The operations that are left out, with the names that the class of the module has for them. */
  readonly leftOut: UnroutedOperations['operations'];
  /** What was set, and why, in lines for the user. */
  readonly notes: readonly string[];
}

/**
 * Chooses settings with which a plan passes: the shared function serves operations without a route; beside isolated
 * functions `/{proxy+}` does, where an API can have both, and else they are left out.
 */
export function chosenRoutes(options: NewOptions, unrouted: readonly UnroutedOperations[]): RouteChoice {
  const [found] = unrouted;
  if (!found) return { leftOut: [], notes: [] };
  const { operations, besideProxy, reasons } = found;
  const many = operations.length > 1;
  const notes = (served: string) => [
    `${many ? `${operations.length} operations` : 'an operation'} can not have ${many ? 'routes' : 'a route'} in API Gateway: ${served}`,
    ...reasons.map((reason) => `  ${reason}`),
  ];
  const they = many ? 'they' : 'it';
  if (options.integrationPattern === 'shared')
    return {
      leftOut: [],
      notes: notes(`the shared function serves ${many ? 'them' : 'it'}, by /{proxy+}`),
    };
  if (besideProxy) {
    const served = `${they} ${many ? 'have' : 'has'} no function of ${many ? 'their' : 'its'} own, and a shared one serves ${many ? 'them' : 'it'} (routes = "proxy")`;
    return { routes: 'proxy', leftOut: [], notes: notes(served) };
  }
  const served = `${they} ${many ? 'are' : 'is'} left out (enabled = false); --integration-pattern shared serves ${many ? 'them' : 'it'}`;
  return { leftOut: operations, notes: notes(served) };
}
