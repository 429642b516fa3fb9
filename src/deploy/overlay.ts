import { copyFileSync, existsSync, lstatSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Project } from '../project';
import { makeFolder, readText, writeFileAtomic } from '../system';
import type { Report } from './report';
import { terraformFolders } from './terraform-folders';

/** First line of the override, and of the one that earlier versions wrote into the root itself. */
const MARKER = '# Of a terragate command that runs here: it is removed at its end.';
const EARLIER = 'terragate_override.tf';
const LOCK = '.terraform.lock.hcl';

/** Files that Terraform keeps in a root for AWS. A run on this machine neither reads nor changes them. */
const OF_AWS = new Set([
  '.terraform',
  LOCK,
  'terraform.tfstate',
  'terraform.tfstate.backup',
  'terraform.tfstate.d',
  '.terraform.tfstate.lock.info',
]);

/**
 * The folder in which Terraform runs for a root on this machine: the files of the root by links, with one override more,
 * which sets a state on this machine whatever backend the root has. The root itself gets no file.
 *
 * The overlay holds the root at its own absolute path, `<base>/home/me/my-api/infra`, below folders with links to what is
 * beside the root and its parents, so that `../modules/my-api` leads where it does from the root. Within the project that
 * is everything; above it, what the root or one of its modules names by `..`. Folders of the root are folders here,
 * so that patterns such as `www/**` find what is in them. Files that Terraform makes there stay in the overlay.
 *
 * @see https://developer.hashicorp.com/terraform/language/files/override
 */
export class Overlay {
  private readonly state: string;

  /** Makes no file yet. @param base folder of the overlay, in the `.terragate` of the project */
  constructor(
    private readonly project: Project,
    private readonly base: string,
  ) {
    this.state = real(project.state);
  }

  /** Folder of the root in the overlay: where Terraform runs. */
  get root(): string {
    return this.over(this.real);
  }

  /** Lock file of the providers that a run uses. */
  get lock(): string {
    return join(this.root, LOCK);
  }

  /** The user's lock file, which is honoured: undefined for a root without one. */
  get ownLock(): string | undefined {
    return readText(join(this.real, LOCK));
  }

  /** Brings the overlay to what the root and the folders around it are now. */
  refresh(): void {
    const named = climbs(this.real);
    const home = real(this.project.folder);
    for (let folder = dirname(this.real), child = this.real; child !== folder; ) {
      const names = isBelow(folder, home) ? entries(folder) : (named.get(folder) ?? []);
      const beside = names.includes(ALL) ? entries(folder) : names;
      this.fill(
        folder,
        [...beside].filter((name) => join(folder, name) !== child),
        basename(child),
      );
      child = folder;
      folder = dirname(folder);
    }
    this.copy(this.real);
    this.writeOverride();
  }

  /** Gives a run the user's lock file; where the root has none, the run keeps the one of the last. */
  takeLock(): void {
    const own = join(this.real, LOCK);
    if (!existsSync(own)) return;
    rmSync(this.lock, { force: true });
    copyFileSync(own, this.lock);
  }

  /** Removes what Terraform made in the overlay, all but the lock file. */
  clear(): void {
    const kept = readText(this.lock);
    rmSync(this.base, { recursive: true, force: true });
    if (kept !== undefined) writeFileAtomic(this.lock, kept);
  }

  /** A text of Terraform with the paths of the user's own files in it. Long lines are broken at spaces, also of paths. */
  asOfUser(text: string): string {
    const bases = [...new Set([real(this.base), this.base])].map((base) => base + sep);
    const all = [...bases, ...bases.map((base) => JSON.stringify(base).slice(1, -1))].map((base) =>
      base.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(' ', '[\\s│]+'),
    );
    return text.replaceAll(new RegExp(all.join('|'), 'g'), sep);
  }

  private get real(): string {
    return real(this.project.root);
  }

  /** Place of a path of the user in the overlay. */
  private over(path: string): string {
    return join(real(this.base), path);
  }

  /** A folder of links to these entries of the user's; those to others go. */
  private fill(folder: string, names: readonly string[], kept?: string): void {
    const over = this.over(folder);
    makeFolder(over);
    this.prune(over, new Set([...names, kept ?? '']));
    for (const name of names) this.put(join(folder, name));
  }

  /** A link to an entry of the user's. Of a folder that holds the overlay it is a folder of links: none leads into itself. */
  private put(path: string): void {
    if (path === this.state) return;
    if (isBelow(this.state, path)) this.fill(path, entries(path));
    else this.link(path);
  }

  private link(path: string): void {
    if (!lstatSync(path, { throwIfNoEntry: false })) return;
    const over = this.over(path);
    const there = lstatSync(over, { throwIfNoEntry: false });
    if (there?.isSymbolicLink()) return;
    // Terraform made this file, or the user's path was a folder before
    if (there) rmSync(over, { recursive: true, force: true });
    symlinkSync(path, over);
  }

  /** The root, or a folder of it: folders as folders, files as links. */
  private copy(folder: string): void {
    const over = this.over(folder);
    if (lstatSync(over, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(over);
    makeFolder(over);
    const own = readdirSync(folder, { withFileTypes: true }).filter(
      ({ name }) => !(folder === this.real && this.isLeftOut(name)),
    );
    this.prune(over, new Set(own.map(({ name }) => name)));
    for (const entry of own) {
      const path = join(folder, entry.name);
      if (path === this.state) continue;
      if (entry.isDirectory() && (isBelow(this.state, path) || !isTool(path))) this.copy(path);
      else this.link(path);
    }
  }

  private isLeftOut(name: string): boolean {
    return OF_AWS.has(name) || (name === EARLIER && isEarlierOverride(this.real));
  }

  /** Removes links to what is no longer there. */
  private prune(over: string, names: ReadonlySet<string>): void {
    for (const entry of readdirSync(over, { withFileTypes: true })) {
      if (names.has(entry.name)) continue;
      const path = join(over, entry.name);
      if (entry.isSymbolicLink()) rmSync(path);
      else if (entry.isDirectory()) this.pruneFolder(path);
    }
  }

  /** A folder that the user has removed: what Terraform made in it stays. */
  private pruneFolder(over: string): void {
    this.prune(over, new Set());
    if (readdirSync(over).length === 0) rmSync(over, { recursive: true });
  }

  /** Writes the override of the backend. The last override wins: its name comes after those of the root's own. */
  private writeOverride(): void {
    const names = readdirSync(this.root);
    const overrides = names.filter((name) => /(?:^|_)override\.(?:tf|tofu)(?:\.json)?$/.test(name));
    const own = overrides.filter((name) => readText(join(this.root, name))?.startsWith(MARKER));
    for (const name of own) rmSync(join(this.root, name));
    const last = overrides
      .filter((name) => !own.includes(name))
      .sort(byBytes)
      .at(-1);
    const name = last ? `${last.replace(/\.(?:tf|tofu)(?:\.json)?$/, '')}_${EARLIER}` : `zzz_${EARLIER}`;
    writeFileAtomic(join(this.root, name), `${MARKER}\nterraform {\n  backend "local" {}\n}\n`);
  }
}

/**
 * Removes the override that an earlier version of Terragate left in a root when it was killed: with it, a plan for AWS
 * begins with an empty state. A file of that name without our marker is the user's.
 */
export async function removeEarlierOverride({ root }: Project, report: Report): Promise<void> {
  if (!isEarlierOverride(root)) return;
  rmSync(join(root, EARLIER));
  const summary = `${EARLIER} is removed: an earlier version left it there, and it turned the root's backend off`;
  await report.stage('root', async () => ({ value: undefined, summary }));
}

function isEarlierOverride(root: string): boolean {
  return readText(join(root, EARLIER))?.startsWith(MARKER) === true;
}

/** Mark for every name of a folder. */
export const ALL = '*';

/** Names that the root and its modules reach by `..`, by the folder above the root that holds them. */
export function climbs(root: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const note = (from: string, text: string) => {
    for (const [, up = '', name = ''] of text.matchAll(
      /(?<![.\w])((?:\.\.\/)*\.\.)(?![.\w])(?:\/([^"/\r\n]*))?/g,
    )) {
      const folder = resolve(from, up);
      const names = found.get(folder) ?? new Set();
      found.set(folder, names.add(/^[^$%*?{}()]+$/.test(name) ? name : ALL));
    }
  };
  for (const { path, files } of terraformFolders(root)) {
    for (const text of files.values()) {
      note(path, text);
      // A module's path without path.module is relative to the root
      if (path !== root) note(root, text);
    }
  }
  for (const name of entries(root))
    if (/\.tfvars(?:\.json)?$/.test(name)) note(root, readText(join(root, name)) ?? '');
  for (const [name, value = ''] of Object.entries(process.env))
    if (name.startsWith('TF_VAR_')) note(root, value);
  return new Map([...found].map(([folder, names]) => [folder, [...names]]));
}

/** Whether a folder is one of a tool, which holds thousands of files: environments, packages, repositories. */
export function isTool(folder: string): boolean {
  return (
    /^(?:\..*|node_modules|__pycache__)$/.test(basename(folder)) || existsSync(join(folder, 'pyvenv.cfg'))
  );
}

/** Names of a folder; none of one that may not be read, as the homes of others. */
function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether a path is a folder, or in it. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** The real path of a file or folder, without links; for a missing one the path that it would have. */
function real(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return dirname(path) === path ? path : join(real(dirname(path)), basename(path));
}
