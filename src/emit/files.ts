import { type Framework, OWN_FRAMEWORK } from '../framework-name';
import { type Body, print } from '../hcl';
import { json } from '../language';
import type { Module } from '../modules/shared/module';
import { emitHcl, MARKER } from './module-files';
import { readme } from './readme';
import { typescriptClass } from './typescript/module-class';

/** The files of a module beside its Terraform, and the one that depends on the module's age. */
export interface FilesOptions {
  /** Whether its tests are among them. @default true */
  readonly tests?: boolean;
  /** Whether its TypeScript class is. @default true */
  readonly typescript?: boolean;
  /** Whether its README is. @default true */
  readonly readme?: boolean;
  /** The release that first wrote the module: what moved before it has no `moved` block. @default - all blocks */
  readonly since?: string | undefined;
}

/**
 * Every file of a module by its path below the module's folder, as text.
 *
 * @param framework framework of the class beside the module. @default - that of the entry point: CDKTF, or CDK Terrain
 *   for `terragate/cdktn`
 * @param options which of the files are made
 * @throws UserError when something in the module can't be written.
 */
export function moduleFiles(
  module: Module,
  framework: Framework = OWN_FRAMEWORK,
  { tests = true, typescript = true, readme: hasReadme = true, since }: FilesOptions = {},
): ReadonlyMap<string, string> {
  const hcl = emitHcl(module.stack, since);
  const files = new Map(hcl.files);
  if (hasReadme) files.set('README.md', readme(module, hcl).text);
  if (typescript) files.set(`${module.stack.moduleName}.ts`, typescriptClass(module, framework).text);
  for (const [name, body] of Object.entries(tests ? module.tests : {}))
    files.set(`tests/${name}.tftest.hcl`, testFile(body));
  for (const [name, data] of Object.entries(module.data ?? {})) {
    files.set(name, json({ '//': MARKER, ...(data as object) }));
  }
  return files;
}

function testFile(body: Body): string {
  return `# ${MARKER}\n\n${print(body)}`;
}
