import { Environment } from './environment';
import type { Done, ToolContext } from './tool-context';

/**
 * Checks the app's code and its format with ruff.
 *
 * @param options `fix`: what can be corrected is, and the files are formatted
 * @throws UserError when the project has no ruff
 */
export async function lint(place: ToolContext, options: { readonly fix: boolean }): Promise<Done> {
  const environment = await Environment.of(place);
  await environment.need([{ module: 'ruff', purpose: 'checks the code' }]);
  return environment.runModules(
    options.fix
      ? [
          ['ruff', 'check', '--fix', '.'],
          ['ruff', 'format', '.'],
        ]
      : [
          ['ruff', 'check', '.'],
          ['ruff', 'format', '--check', '.'],
        ],
  );
}
