import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { UserError } from '../errors';

/** Names of the layers that the AWS Lambda Web Adapter is published as. */
const LAYERS = ['LambdaAdapterLayerX86', 'LambdaAdapterLayerArm64'];

// What AWS_LAMBDA_EXEC_WRAPPER=/opt/bootstrap runs in place of the runtime: the handler, which is a script
const BOOTSTRAP = '#!/bin/sh\nexec "$LAMBDA_TASK_ROOT/$_HANDLER"\n';

/**
 * The AWS Lambda Web Adapter of this machine: the given path, else `LAMBDA_ADAPTER`, else `lambda-adapter` on PATH.
 * Undefined where there is none.
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
        what: 'no such file',
        got: named,
        fix: 'give the path of the lambda-adapter program: cargo install lambda_web_adapter builds it',
      },
    ]);
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, 'lambda-adapter')).find((path) => existsSync(path));
}

/**
 * Lays the adapter out as its layers, below a folder of layers. The machine has one architecture, and so has the
 * adapter: it stands for both layers.
 */
export async function layOutAdapter(layers: string, adapter: string): Promise<void> {
  for (const name of LAYERS) {
    await mkdir(join(layers, name, 'extensions'), { recursive: true });
    const link = join(layers, name, 'extensions', 'lambda-adapter');
    await rm(link, { force: true });
    await symlink(adapter, link);
    await writeFile(join(layers, name, 'bootstrap'), BOOTSTRAP);
    await chmod(join(layers, name, 'bootstrap'), 0o755);
  }
}
