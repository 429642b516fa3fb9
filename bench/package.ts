import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurns, measureSuccess, type RawPairs, rawPairs } from './process';
import { median, pairedRatio } from './statistics';

const ROOT = join(__dirname, '..');

/** Figures of the package, installed in a folder of its own. */
export interface PackageResults {
  readonly runs: number;
  /** `terragate --help` beside `node -e 0`: medians in seconds, and medians of the ratios of neighbours. */
  readonly help: {
    readonly node: number;
    readonly terragate: number;
    readonly ratio: { readonly wall: number; readonly cpu: number };
    readonly raw: RawPairs;
  };
  /** Bytes of the packed package. */
  readonly packed: number;
  /** Packages and bytes that installing the command brings, beside those that a CDKTF project has of it. */
  readonly installed: {
    readonly command: Folders;
    readonly framework: Folders;
    /** Bytes over bytes. */
    readonly ratio: number;
  };
}

/** Installed packages. */
export interface Folders {
  readonly packages: number;
  readonly bytes: number;
}

/** Packages that CDKTF and its command consist of: before the command was built, all users installed them. */
const FRAMEWORK = [
  ...['cdktf', 'cdktf-cli', 'constructs', 'tsx'],
  ...['@cdktf/provider-archive', '@cdktf/provider-aws'],
];

/** Packs the package, installs it in an empty folder and measures what is there. */
export async function measurePackage(
  runs: number,
  progress: (line: string) => void,
): Promise<PackageResults> {
  const folder = mkdtempSync(join(tmpdir(), 'terragate-bench-package-'));
  try {
    progress('package: pack and install');
    execFileSync(process.execPath, [join(ROOT, 'scripts/build.cjs'), '--package', folder], { stdio: 'pipe' });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    writeFileSync(join(folder, 'package.json'), '{"private": true}');
    const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`];
    execFileSync('npm', install, { cwd: folder, stdio: 'pipe' });
    progress('package: terragate --help');
    const program = join(folder, 'node_modules/terragate/src/cli/terragate.cjs');
    const place = { cwd: folder, env: process.env };
    const node = () => measureSuccess([process.execPath, '-e', '0'], place);
    const help = () => measureSuccess([process.execPath, program, '--help'], place);
    // The first of each brings the files into memory
    await inTurns(2, node, help);
    const pairs = await inTurns(runs, node, help);
    const walls = {
      node: pairs.base.map(({ wall }) => wall),
      terragate: pairs.other.map(({ wall }) => wall),
    };
    const cpus = { node: pairs.base.map(({ cpu }) => cpu), terragate: pairs.other.map(({ cpu }) => cpu) };
    const command = foldersIn(join(folder, 'node_modules'));
    const framework = closureOf([...Object.keys(manifestOf(ROOT).dependencies ?? {}), ...FRAMEWORK]);
    return {
      runs,
      help: {
        node: median(walls.node),
        terragate: median(walls.terragate),
        ratio: {
          wall: pairedRatio(walls.terragate, walls.node),
          cpu: pairedRatio(cpus.terragate, cpus.node),
        },
        raw: rawPairs(pairs),
      },
      packed: lstatSync(join(folder, tarball)).size,
      installed: { command, framework, ratio: command.bytes / framework.bytes },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** All packages that a folder of packages has, those inside of packages too. */
function foldersIn(modules: string): Folders {
  const packages = readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?:^|node_modules\/)(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(path),
  );
  return { packages: packages.length, bytes: bytesOf(modules) };
}

/** Packages of this checkout with all that they depend on, each where Node finds it. */
function closureOf(names: readonly string[]): Folders {
  const found = new Map<string, number>();
  const visit = (name: string, from: string) => {
    const folder = folderOf(name, from);
    if (folder === undefined || found.has(folder)) return;
    found.set(folder, bytesOf(folder, 'node_modules'));
    const { dependencies, optionalDependencies } = manifestOf(folder);
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) visit(next, folder);
  };
  for (const name of names) visit(name, ROOT);
  const bytes = [...found.values()].reduce((sum, size) => sum + size, 0);
  return { packages: found.size, bytes };
}

/** Folder of a package as Node looks for it; undefined for one of another platform, which is not installed. */
function folderOf(name: string, from: string): string | undefined {
  for (let folder = from; folder.startsWith(ROOT); folder = join(folder, '..')) {
    const candidate = join(folder, 'node_modules', name);
    try {
      lstatSync(join(candidate, 'package.json'));
      return candidate;
    } catch {}
  }
  return undefined;
}

/** Bytes of the files below a folder, without those of a subfolder of this name. */
function bytesOf(folder: string, without?: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += entry.name === without ? 0 : bytesOf(path);
    else bytes += lstatSync(path).size;
  }
  return bytes;
}
