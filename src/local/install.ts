import { join } from 'node:path';
import { UserError } from '../errors';
import { ensureTool } from '../python';

/**
 * Installs the local AWS once per machine and user, into `$XDG_CACHE_HOME/terragate/local-aws/<hash of the lock>`
 * (`~/.cache` where that is not set): about 150 MB. Later calls only look whether it is there. Where Python 3.13 is not on
 * the machine, uv fetches it; where uv is not there either, it is installed first.
 *
 * @param options.progress called with each step. @default - silent
 * @returns the `python` that runs it
 * @throws UserError when no Python 3.13 is there or can be fetched, without a network, or on Windows
 */
export async function ensureLocalAws(
  options: { progress?: (line: string) => void } = {},
): Promise<{ python: string }> {
  if (process.platform === 'win32') {
    throw new UserError([
      {
        where: 'local-aws',
        what: 'the local AWS runs on Linux and macOS only',
        fix: 'run Terragate in WSL, or use your AWS account',
      },
    ]);
  }
  const python = await ensureTool({
    name: 'local-aws',
    lock: join(__dirname, 'requirements.lock'),
    // Python 3.11 and 3.12 lack what LocalStack 2026.3 uses; newer ones lack compiled packages of these versions
    pythons: ['3.13'],
    ...(options.progress && { progress: options.progress }),
  });
  return { python };
}
