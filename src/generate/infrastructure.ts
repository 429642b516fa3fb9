import { moduleTree } from '../synth';
import { infraTerraform } from './infra-terraform';
import { infraTypescript } from './infra-typescript';
import { kindOf, type NewOptions } from './options';

/** The input of a project's infrastructure. */
export interface InfrastructureOf {
  readonly options: NewOptions;
  /** The app's document. */
  readonly openapi: { readonly name: string; readonly text: string };
  /** The handler of the function. */
  readonly handler: string;
}

/** The files of a project's folder `infra`, by their path there: the root that the user owns, and the modules. */
export function infrastructure(of: InfrastructureOf): ReadonlyMap<string, string> {
  const { options, openapi } = of;
  const files = new Map(rootFiles(of));
  const apis = [{ name: options.name, kind: kindOf(options) }];
  const { framework } = options;
  for (const [path, text] of moduleTree({ openapi, apis, framework })) files.set(`modules/${path}`, text);
  return files;
}

/** The parts that do not depend on the app. */
export function rootFiles({ options, handler }: Omit<InfrastructureOf, 'openapi'>) {
  if (options.iac === 'terraform') return infraTerraform(options, handler);
  return infraTypescript(options, { handler });
}
