import { type Framework, OWN_FRAMEWORK } from '../framework-name';
import { type Body, print } from '../hcl';
import { json } from '../language';
import type { Module } from '../modules/shared/module';
import { emitHcl, MARKER } from './module-files';
import { readme } from './readme';
import { typescriptClass } from './typescript/module-class';

/**
 * Every file of a module by its path below the module's folder, as text.
 *
 * @param framework framework of the class beside the module. @default - that of the entry point: CDKTF, or CDK Terrain
 *   for `terragate/cdktn`
 * @throws UserError when something in the module can't be written.
 */
export function moduleFiles(
  module: Module,
  framework: Framework = OWN_FRAMEWORK,
): ReadonlyMap<string, string> {
  const hcl = emitHcl(module.stack);
  const files = new Map(hcl.files);
  files.set('README.md', readme(module, hcl).text);
  files.set(`${module.stack.moduleName}.ts`, typescriptClass(module, framework).text);
  for (const [name, body] of Object.entries(module.tests))
    files.set(`tests/${name}.tftest.hcl`, testFile(body));
  for (const [name, data] of Object.entries(module.data ?? {})) {
    files.set(name, json({ '//': MARKER, ...(data as object) }));
  }
  return files;
}

function testFile(body: Body): string {
  return `# ${MARKER}\n\n${print(body)}`;
}
