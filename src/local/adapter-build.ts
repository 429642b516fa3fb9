import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readText, run, temporaryFolder, userCache } from '../system';

/** Name of the adapter's crate. @see https://crates.io/crates/lambda_web_adapter */
const CRATE = 'lambda_web_adapter';
const VERSION = '1.0.0-rc1';
/** A failed build is not tried again before: a broken tool chain must not cost minutes at every start. */
const RETRY_MS = 24 * 60 * 60 * 1000;
/** Crates between two lines of progress; there are about 200. */
const CRATES_A_LINE = 25;

/** Path of the built adapter, whether or not it is built. */
export function adapterInCache(): string {
  return join(folder(), 'lambda-adapter');
}

/** Whether the built adapter is there, and whole. */
export function isAdapterInCache(): boolean {
  const size = statSync(adapterInCache(), { throwIfNoEntry: false })?.size;
  const noted = readText(`${adapterInCache()}.size`);
  return size !== undefined && (noted === undefined ? size > 0 : Number(noted) === size);
}

/** Builds the adapter with cargo into the cache. Where that cannot be, the reason, in a few words. */
export async function buildAdapter(
  progress: (line: string) => void,
): Promise<{ path: string } | { mangum: string }> {
  const failed = join(folder(), 'failed');
  if (existsSync(failed) && Date.now() - statSync(failed).mtimeMs < RETRY_MS) {
    return { mangum: `${(await readFile(failed, 'utf8')).trim()} (remove ${failed} to try again)` };
  }
  if ((await run('cargo', ['--version'])).code !== 0) {
    return { mangum: 'lambda-adapter is not on PATH, and there is no cargo to build it' };
  }
  progress(`building the AWS Lambda Web Adapter ${VERSION} with cargo into ${folder()} (once, some minutes)`);
  await mkdir(folder(), { recursive: true });
  const unfinished = temporaryFolder(adapterInCache());
  try {
    let crates = 0;
    const build = ['install', CRATE, '--version', VERSION, '--locked', '--root', unfinished];
    const onLine = (line: string) => {
      if (!/^\s*Compiling /.test(line)) return;
      crates += 1;
      if (crates % CRATES_A_LINE === 0) progress(`lambda-adapter: ${crates} crates compiled`);
    };
    const { code, stdout, stderr } = await run('cargo', build, { onLine });
    const program = join(unfinished, 'bin', 'lambda-adapter');
    if (code === 0 && existsSync(program)) {
      await writeFile(`${adapterInCache()}.size`, String(statSync(program).size));
      await rename(program, adapterInCache());
      await rm(failed, { force: true });
      return { path: adapterInCache() };
    }
    const mangum = `cargo could not build lambda-adapter: ${lastError(`${stdout}\n${stderr}`)}`;
    progress(mangum);
    await writeFile(failed, `${mangum}\n`);
    return { mangum };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function folder(): string {
  return join(userCache(), 'lambda-adapter', VERSION);
}

/** Reason why cargo failed: its first line with `error`, and the cause where one is given. */
function lastError(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /^error\b/.test(line)) ??
    lines.filter(Boolean).at(-1) ??
    'no reason given'
  ).slice(0, 300);
}
