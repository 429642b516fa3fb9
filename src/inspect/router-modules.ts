import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ApiKind } from '../api-kind';
import type { Project } from '../project';
import type { ModuleCall } from './terraform-root';

/** A router module: what the API of an app is made by. */
export interface RouterModule {
  /** Name of the module's folder, which its API has where no other name is given. */
  readonly name: string;
  readonly kind: ApiKind;
  readonly folder: string;
  /** The call in the Terraform root. @default - there is none */
  readonly call?: ModuleCall;
  /** Ids of the operations that the module was written for. @default - the module is not written yet */
  readonly operations?: readonly string[];
  /** Bytes of the module's `models.json`. */
  readonly models: number;
}

/** The router modules that the root calls, in its order, and then those of the settings that it does not call. */
export function routerModules(project: Project, calls: readonly ModuleCall[]): readonly RouterModule[] {
  const known = (project.modules?.apis ?? []).map(({ name, kind }) => ({
    kind,
    folder: join(project.modules?.folder ?? project.folder, name),
  }));
  const called = calls.flatMap((call): RouterModule[] => {
    const kind = known.find(({ folder }) => folder === call.folder)?.kind ?? kindOf(call.folder);
    return kind ? [{ ...written(call.folder), kind, call }] : [];
  });
  const rest = known.filter(({ folder }) => !called.some((one) => one.folder === folder));
  return [...called, ...rest.map(({ folder, kind }) => ({ ...written(folder), kind }))];
}

function written(folder: string): Omit<RouterModule, 'kind'> {
  const operations = operationsOf(folder);
  return {
    name: basename(folder),
    folder,
    models: textOf(join(folder, 'models.json'))?.length ?? 0,
    ...(operations ? { operations } : {}),
  };
}

/** The files in which a router module calls that of its API: the one of now, and that of earlier checkouts. */
const CALLS = ['main.tf', 'api.tf'];

/** The kind of a router module by its files; undefined for another module. */
function kindOf(folder: string): ApiKind | undefined {
  if (!operationsOf(folder)) return undefined;
  const calls = CALLS.map((file) => textOf(join(folder, file)) ?? '').join('\n');
  return /source\s*=\s*"\.\.\/(rest|http)-api"/.exec(calls)?.[1] as ApiKind | undefined;
}

function operationsOf(folder: string): readonly string[] | undefined {
  try {
    const table = JSON.parse(textOf(join(folder, 'operations.json')) ?? '') as { operations?: object };
    return table.operations && Object.keys(table.operations);
  } catch {
    return undefined;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
