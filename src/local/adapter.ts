import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { UserError } from '../errors';
import { shell } from '../language';
import { adapterInCache, buildAdapter, isAdapterInCache } from './adapter-build';

/** Names of the layers that the AWS Lambda Web Adapter is published as. */
const LAYERS = ['LambdaAdapterLayerX86', 'LambdaAdapterLayerArm64'];

/** The value of the option and of LAMBDA_ADAPTER that asks for Mangum in the adapter's place. */
const MANGUM = 'mangum';

// AWS_LAMBDA_EXEC_WRAPPER=/opt/bootstrap runs this in place of the runtime: the handler, which is a script
const BOOTSTRAP = '#!/bin/sh\nexec "$LAMBDA_TASK_ROOT/$_HANDLER"\n';

/** The adapter's program, or the reason why functions that need it run through Mangum. */
export type Adapter = { readonly path: string } | { readonly mangum: string };

/**
 * The AWS Lambda Web Adapter for this machine: the one that is there (`findAdapter`), else one that cargo builds into
 * the cache, once; without cargo, or when it fails, Mangum. Building takes minutes: `progress` says so.
 *
 * @param options.adapter path of the program, or `mangum`. @default - LAMBDA_ADAPTER, else `lambda-adapter` on PATH
 * @param options.progress called with each step. @default - silent
 * @throws UserError when a path is given that is not there
 */
export async function ensureAdapter(
  options: { readonly adapter?: string; readonly progress?: (line: string) => void } = {},
): Promise<Adapter> {
  if ((options.adapter ?? process.env.LAMBDA_ADAPTER) === MANGUM) return { mangum: 'as it was asked for' };
  const path = findAdapter(options.adapter);
  return path ? { path } : buildAdapter(options.progress ?? (() => undefined));
}

/**
 * The AWS Lambda Web Adapter of this machine: the given path, else `LAMBDA_ADAPTER`, else `lambda-adapter` on PATH,
 * else the one in the cache. Undefined where there is none.
 *
 * @throws UserError when a path is given that is not there
 */
export function findAdapter(given?: string): string | undefined {
  const named = given ?? process.env.LAMBDA_ADAPTER;
  if (named) {
    if (existsSync(named)) return resolve(named);
    throw new UserError([
      {
        where: given ? 'adapter' : 'LAMBDA_ADAPTER',
        what: 'the adapter does not exist',
        got: named,
        fix: `give the path of the lambda-adapter program (cargo install lambda_web_adapter builds it), or ${MANGUM}`,
      },
    ]);
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = folders.map((folder) => join(folder, 'lambda-adapter')).find((path) => existsSync(path));
  return onPath ?? (isAdapterInCache() ? adapterInCache() : undefined);
}

/**
 * Lays the adapter out as its layers, below a folder of layers. The machine has one architecture, and so has the
 * adapter: both layers hold it. Without an adapter, the layers start the app by Mangum.
 */
export async function layOutAdapter(layers: string, adapter: Adapter): Promise<void> {
  const bootstrap = 'path' in adapter ? BOOTSTRAP : mangumBootstrap(adapter.mangum);
  for (const name of LAYERS) {
    await mkdir(join(layers, name, 'extensions'), { recursive: true });
    const link = join(layers, name, 'extensions', 'lambda-adapter');
    await rm(link, { force: true });
    if ('path' in adapter) await symlink(adapter.path, link);
    await writeFile(join(layers, name, 'bootstrap'), bootstrap);
    await chmod(join(layers, name, 'bootstrap'), 0o700);
  }
}

/** Runs the runtime that it wraps (`python -m awslambdaric run.sh`) with our handler in the script's place. */
function mangumBootstrap(reason: string): string {
  return shell`#!/bin/sh\nTERRAGATE_NO_ADAPTER=${reason}\nexport TERRAGATE_NO_ADAPTER\nexec "$1" "$2" "$3" terragate_mangum.handler\n`
    .text;
}
