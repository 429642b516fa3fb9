import { modulesWithRoutes } from '../synth';
import { functionUrlTerraform } from './function-url-terraform';
import { functionUrlTypescript } from './function-url-typescript';
import { infraTerraform } from './infra-terraform';
import { infraTypescript } from './infra-typescript';
import { moduleSettings } from './module-settings';
import { apisOf, type NewOptions } from './options';
import { chosenRoutes, type RouteChoice } from './routes';

/** The input of a project's infrastructure. */
export interface InfrastructureOf {
  readonly options: NewOptions;
  /** The app's document: a file, or its text with the name that messages give it. */
  readonly openapi: string | { readonly name: string; readonly text: string };
  /** The handler of the function. */
  readonly handler: string;
}

/** The infrastructure of a project. */
export interface Infrastructure {
  /** The files of its folder `infra`, by their path there: the root that the user owns, and the modules. */
  readonly files: ReadonlyMap<string, string>;
  /** What was set for operations that can't have routes. */
  readonly choice: RouteChoice;
}

/** Makes the infrastructure of a project. */
export function infrastructure(of: InfrastructureOf): Infrastructure {
  const { options, openapi, handler } = of;
  const apis = apisOf(options);
  const { framework } = options;
  const modules = modulesWithRoutes({ openapi, apis, framework, ...moduleSettings(options) });
  const choice = chosenRoutes(options, modules.unrouted);
  const files = new Map(rootFiles({ options, handler }, choice));
  for (const [path, text] of modules.files) files.set(`modules/${path}`, text);
  return { files, choice };
}

/** The parts that do not depend on the app but for its operations without a route. */
export function rootFiles(
  { options, handler }: Omit<InfrastructureOf, 'openapi'>,
  choice: Pick<RouteChoice, 'routes' | 'leftOut'> = { leftOut: [] },
) {
  if (options.computeType === 'function-url')
    return options.iac === 'terraform'
      ? functionUrlTerraform(options, handler)
      : functionUrlTypescript(options, handler);
  if (options.iac === 'terraform') return infraTerraform(options, handler, choice);
  return infraTypescript(options, { handler, ...choice });
}
