import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../errors';
import { lastLines, run, sha256, withLock } from '../system';

/** Folder of Terragate's own package. */
const TERRAGATE = resolve(__dirname, '../..');
/** The build script of a checkout. */
const BUILD = join(TERRAGATE, 'scripts/build.cjs');

/** The fields of Terragate's own package.json that are read. */
export interface OwnPackage {
  readonly version: string;
  /** Versions that Terragate was tested with, of packages that projects need too. */
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Files of a project that name the package for npm: its own package.json, and that of its stack. */
export const INSTALLERS: readonly string[] = ['package.json', 'infra/package.json'];

/** The package.json of Terragate. */
export function ownPackage(): OwnPackage {
  return JSON.parse(readFileSync(join(TERRAGATE, 'package.json'), 'utf8')) as OwnPackage;
}

/** Path of Terragate's package in a project. Its name has the version, so that npm notices another one. */
export function vendoredName(): string {
  return `vendor/terragate-${ownPackage().version}.tgz`;
}

/**
 * The package.json by which `npm install` gives a project the `terragate` command, at the version it was made with.
 *
 * @param stack whether the project has a CDKTF stack in `infra`, whose packages are then installed with it
 */
export function projectPackage(name: string, stack: boolean): string {
  const text = {
    name,
    private: true,
    ...(stack ? { workspaces: ['infra'] } : {}),
    devDependencies: { terragate: `file:${vendoredName()}` },
  };
  return `${JSON.stringify(text, undefined, 2)}\n`;
}

/**
 * Terragate's package as npm installs it, packed from the folder that this program runs from: a project keeps it, so that
 * `npm install` gives everybody the version that the project was made with, and asks no registry for it.
 *
 * @returns a gzipped tar archive
 * @throws UserError when npm is not there, or does not pack it
 */
export function packOwnPackage(): Promise<Uint8Array> {
  const inCheckout = existsSync(BUILD);
  // The lock is in a folder where every user may write: who may not write to the checkout can use the packed file in it
  const lock = join(tmpdir(), `terragate-packing-${userInfo().uid}-${sha256(TERRAGATE).slice(0, 12)}`);
  return inCheckout ? withLock(lock, packSources) : packInstalled();
}

/** The package of a checkout, whose library is built first, and kept for the next time while no source changes. */
async function packSources(): Promise<Uint8Array> {
  const folder = join(TERRAGATE, 'dist/package');
  const done = await run(process.execPath, [BUILD, '--package', folder]);
  if (done.code !== 0) throw notPacked(lastLines(done.stderr));
  return readFileSync(join(folder, basename(vendoredName())));
}

async function packInstalled(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'terragate-pack-'));
  try {
    const done = await run('npm', [
      'pack',
      '--silent',
      '--ignore-scripts',
      '--pack-destination',
      folder,
      TERRAGATE,
    ]);
    if (done.code !== 0) throw notPacked(done.missing ? 'npm is not on PATH' : lastLines(done.stderr));
    return readFileSync(join(folder, basename(vendoredName())));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function notPacked(why: string): UserError {
  return new UserError([
    {
      where: TERRAGATE,
      what: `npm cannot pack the terragate package: ${why}`,
      fix: 'install npm, which comes with Node.js, and install terragate again',
    },
  ]);
}
