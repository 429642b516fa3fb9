import type { ModulePart } from '../project';
import type { NewOptions } from './options';
import { ownPackage } from './own-package';

/** What a project's settings say of its modules beside their names. */
export interface ModuleSettings {
  /** Whether the module of a function URL is written. @default false */
  readonly functionUrl?: true;
  /** What is written that Terraform does not need to serve the app. */
  readonly include: readonly ModulePart[];
  /** The release that first wrote the modules. */
  readonly since: string;
}

/** The modules of a project that begins: what nobody asked for is left out, and no state has older addresses. */
export function moduleSettings({
  computeType,
  iac,
  moduleTests,
}: Pick<NewOptions, 'computeType' | 'iac' | 'moduleTests'>): ModuleSettings {
  return {
    ...(computeType === 'function-url' ? { functionUrl: true } : {}),
    include: [
      ...(moduleTests ? (['tests'] as const) : []),
      ...(iac === 'typescript' ? (['classes'] as const) : []),
    ],
    since: ownPackage().version,
  };
}
