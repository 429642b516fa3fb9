import { existsSync } from 'node:fs';
import { basename, dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the file that calls this function: its `__dirname`, or, in an ES module, which has none, the folder
 * of the file in the stack of calls.
 *
 * @param dirname `typeof __dirname === 'undefined' ? undefined : __dirname`
 * @returns undefined where the stack names no file
 * @example const FOLDER = callerFolder(typeof __dirname === 'undefined' ? undefined : __dirname);
 */
export function callerFolder(dirname: string | undefined): string | undefined {
  if (dirname !== undefined) return dirname;
  const [, , frame = ''] = new Error().stack?.split('\n') ?? [];
  const [, url, path] = /\(?(?:(file:\/\/.+?)|(\/.+?|[A-Za-z]:\\.+?))(?::\d+)*\)?$/.exec(frame) ?? [];
  if (url) return parse(fileURLToPath(url)).dir;
  return path && parse(path).dir;
}

/**
 * The folder of a module, from the folder that its class was loaded from: that folder, or the one that it was compiled
 * from, as `modules/my-api` is for `out/modules/my-api`, where `tsc --outDir out` writes no more than the class.
 *
 * @param name the module's name, which is that of the class's file, too
 * @returns undefined where there is no such module, as in a bundle
 */
export function moduleFolder(loadedFrom: string, name: string): string | undefined {
  const isModule = (folder: string) =>
    ['versions.tf', `${name}.ts`].every((file) => existsSync(join(folder, file)));
  if (isModule(loadedFrom)) return loadedFrom;
  for (let rest = loadedFrom, tail = ''; dirname(rest) !== rest; rest = dirname(rest)) {
    const source = join(dirname(rest), tail);
    if (tail && isModule(source)) return source;
    tail = join(basename(rest), tail);
  }
  return undefined;
}
