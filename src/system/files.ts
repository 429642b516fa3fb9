import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ignoredFolder } from './atomic';

/** SHA-256 of bytes or text. @default hexadecimal */
export function sha256(data: Uint8Array | string, encoding: 'hex' | 'base64' = 'hex'): string {
  return createHash('sha256').update(data).digest(encoding);
}

/** The content of a file; `undefined` when it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The file as parsed JSON; `undefined` when it is missing or not JSON, as after an interrupted run. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The folder `.terragate` of a project, for what can be made again at any time. */
export function projectCache(projectDir: string): string {
  return ignoredFolder(join(projectDir, '.terragate'));
}
