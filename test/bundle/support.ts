import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ZipFile, zipFiles } from '../../src/bundle/zip';
import { UserError } from '../../src/errors';
import { type ProcessResult, type Run, type RunOptions, sha256 } from '../../src/system';

const folders: string[] = [];

/** A new folder with these files; deleted by `removeProjects()`. */
export function project(files: Record<string, string | Uint8Array> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'terragate-bundle-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) write(join(folder, name), content);
  return folder;
}

export function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

export function removeProjects(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A program's end. */
export function ended(code: number, said: { stdout?: string; stderr?: string } = {}): ProcessResult {
  return { code, stdout: '', stderr: '', missing: false, ...said };
}

export const NOT_FOUND: ProcessResult = { code: null, stdout: '', stderr: 'spawn ENOENT', missing: true };

/** A recorded call of a program. */
export interface Call {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: RunOptions | undefined;
}

/** A `Run` that starts nothing: it notes its calls and answers as it is told. */
export function recorder(answer: (call: Call) => ProcessResult): { run: Run; calls: Call[] } {
  const calls: Call[] = [];
  const run: Run = async (command, args, options) => {
    const call = { command, args, options };
    calls.push(call);
    return answer(call);
  };
  return { run, calls };
}

export function file(name: string, content = '', executable = false): ZipFile {
  return { name, data: Buffer.from(content), executable };
}

/** A wheel, and the line that locks it. */
export function wheel(
  name: string,
  files: readonly ZipFile[],
): { file: string; bytes: Uint8Array; lock: string } {
  const bytes = zipFiles([...files, file(`${name}-1.0.dist-info/METADATA`, `Name: ${name}\n`)]);
  return {
    file: `${name}-1.0-py3-none-any.whl`,
    bytes,
    lock: `${name}==1.0 --hash=sha256:${sha256(bytes)}\n`,
  };
}

/** What was thrown, which must be a mistake of the user. */
export async function mistake(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}
