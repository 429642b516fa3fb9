import { join } from 'node:path';
import { ensureTool } from '../python';
import type { Progress, Run } from '../system';

/**
 * The Python of a tool that reads the files of its projects, installed from its lock in `exporters/` where it is not there
 * yet.
 *
 * @param tool name of the tool: `poetry`
 * @throws UserError when it cannot be installed
 */
export function exporterPython(
  tool: string,
  { progress, run }: { readonly progress: Progress; readonly run: Run },
): Promise<string> {
  return ensureTool({
    ...{ name: tool, lock: join(__dirname, 'exporters', `${tool}.lock`), pythons: ['3.13', '3.12', '3.11'] },
    ...{ compile: false, progress, run },
  });
}
