import type { ApiKind } from '../../api-kind';
import type { ModuleStack } from '../../module-stack/module-stack';
import { hclText } from './hcl-text';

/**
 * Adds the local values of a file below `hcl/`: those that both kinds of API share, then those of the kind.
 *
 * @param name of the file below `shared/`, `rest/` or `http/`
 * @param file that the local values are emitted into. @default the same name
 * @throws Error when neither has the file
 */
export function addLocals(stack: ModuleStack, kind: ApiKind, name: string, file = name): void {
  const texts = ['shared', kind]
    .map((folder) => hclText(`${folder}/${name}`))
    .filter((text) => text !== undefined);
  if (texts.length === 0) throw new Error(`hcl/ has no ${name} for ${kind}`);
  for (const text of texts) stack.hcl(text, { file });
}
