import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** The root of this repository. */
export const REPOSITORY = resolve(__dirname, '..', '..');

// What programs leave beside the files of a module or an example
const NOT_COPIED = new Set([
  '.terraform',
  '.terraform.lock.hcl',
  'cdktf.out',
  'node_modules',
  '.venv',
  '__pycache__',
]);
const created: string[] = [];

/**
 * A temporary folder that is removed when the test file or the program ends (kept, and printed, with TERRAGATE_KEEP=1). Programs
 * that write beside their input run here, never in the repository.
 */
export class Workspace {
  readonly path: string;

  constructor(name = 'test') {
    this.path = realpathSync(mkdtempSync(join(tmpdir(), `terragate-${name}-`)));
    created.push(this.path);
  }

  /** Absolute path of something in the workspace. */
  at(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  /** Writes a file, with its folders; returns its absolute path. */
  write(path: string, content: string | Buffer, mode?: number): string {
    const file = this.at(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, mode === undefined ? {} : { mode });
    return file;
  }

  /**
   * Copies a file or folder, without what programs leave behind; returns the absolute path of the copy.
   *
   * @param from absolute, or relative to the repository: `modules`, `examples/my-api`
   * @param to relative to the workspace. @default - the same relative path, the base name of an absolute one
   */
  copy(from: string, to?: string): string {
    const source = resolve(REPOSITORY, from);
    const target = this.at(to ?? (source === from ? basename(source) : from));
    cpSync(source, target, {
      recursive: true,
      filter: (path) => path === source || !(NOT_COPIED.has(basename(path)) || /\.tfstate(\.|$)/.test(path)),
    });
    return target;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
    const index = created.indexOf(this.path);
    if (index >= 0) created.splice(index, 1);
  }
}

// Jest gives a test file a copy of `process`, whose end is never told
if (typeof afterAll === 'function') afterAll(removeAll);
else process.once('exit', removeAll);

function removeAll(): void {
  for (const path of created.splice(0)) {
    if (process.env.TERRAGATE_KEEP) console.error(`kept: ${path}`);
    else rmSync(path, { recursive: true, force: true });
  }
}
