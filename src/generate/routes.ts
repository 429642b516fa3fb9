import type { UnroutedOperations } from '../synth';
import type { NewOptions } from './options';

/** The operations that can't have routes in the API of a project, and what is set so that its first plan passes. */
export interface RouteChoice {
  /** The options with the pattern that is taken. */
  readonly options: NewOptions;
  /** The routes that are set. @default - those of the pattern */
  readonly routes?: 'proxy';
  /** The operations that are left out, with the names that the class of the module has for them. */
  readonly leftOut: UnroutedOperations['operations'];
  /** What was set, and why, in lines for the user. */
  readonly notes: readonly string[];
}

/**
 * Chooses settings with which a plan passes: isolated functions beside `/{proxy+}`, where an API can have both; else the
 * shared function, or, if isolated functions are asked for, no route for these operations.
 *
 * @param isAsked whether the user has given the pattern
 */
export function chosenRoutes(
  options: NewOptions,
  unrouted: readonly UnroutedOperations[],
  isAsked: boolean,
): RouteChoice {
  const [found] = unrouted;
  if (!found) return { options, leftOut: [], notes: [] };
  const { operations, besideProxy, reasons } = found;
  const many = operations.length > 1;
  const notes = (served: string) => [
    `${many ? `${operations.length} operations` : 'an operation'} can not have ${many ? 'routes' : 'a route'} in API Gateway: ${served}`,
    ...reasons.map((reason) => `  ${reason}`),
  ];
  const they = many ? 'they' : 'it';
  if (options.integrationPattern === 'shared')
    return {
      options,
      leftOut: [],
      notes: notes(`the shared function serves ${many ? 'them' : 'it'}, by /{proxy+}`),
    };
  if (besideProxy) {
    const served = `${they} ${many ? 'have' : 'has'} no function of ${many ? 'their' : 'its'} own, and a shared one serves ${many ? 'them' : 'it'} (routes = "proxy")`;
    return { options, routes: 'proxy', leftOut: [], notes: notes(served) };
  }
  if (!isAsked) {
    const shared = { ...options, integrationPattern: 'shared' } as const;
    const served =
      'one function serves all operations (integration_pattern = "shared"), as paths of others begin with a variable, which isolated functions can not have beside /{proxy+}';
    return { options: shared, leftOut: [], notes: notes(served) };
  }
  const served = `${they} ${many ? 'are' : 'is'} left out (enabled = false); --integration-pattern shared serves ${many ? 'them' : 'it'}`;
  return { options, leftOut: operations, notes: notes(served) };
}
