import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { nearest, UserError } from '../errors';
import type { ApiModel } from './model';
import { readApi } from './read';

/** A bigger file is taken for a mistake. In bytes. */
const BIGGEST = 100_000_000;

/**
 * Reads the OpenAPI document of a file: UTF-8, or UTF-16 with a byte order mark (what `>` writes in Windows PowerShell).
 *
 * @param path the file; messages name it as it is given
 * @throws UserError when the file cannot be read, is not text, or holds no OpenAPI 3 document with operations
 */
export function readApiFile(path: string): ApiModel {
  return readApi(decode(bytesOf(path), path), path);
}

function bytesOf(path: string): Buffer {
  try {
    const { size } = statSync(path);
    if (size > BIGGEST) {
      throw new UserError([
        {
          where: path,
          what: `the document is ${Math.round(size / 1e6)} MB, and one of more than ${BIGGEST / 1e6} MB is not read`,
          fix: 'check that this is the right file',
        },
      ]);
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UserError {
  // Not `instanceof Error`: errors of the file system can come from another realm.
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const near = nearest(basename(path), documentsBeside(path));
    const guess = near === undefined ? '' : ` (did you mean ${JSON.stringify(near)}?)`;
    return problem(
      path,
      `the document does not exist${guess}`,
      'give the path of an OpenAPI document; a FastAPI app exports one',
    );
  }
  if (code === 'EISDIR')
    return problem(
      path,
      'the document is a folder, not a file',
      'give the path of the OpenAPI document in it',
    );
  return problem(path, `the document cannot be read (${String(message)})`, 'check the file and its rights');
}

function problem(where: string, what: string, fix: string): UserError {
  return new UserError([{ where, what, fix }]);
}

function documentsBeside(path: string): string[] {
  try {
    return readdirSync(dirname(path)).filter((name) => /\.(?:json|ya?ml)$/i.test(name));
  } catch {
    return [];
  }
}

function decode(bytes: Buffer, path: string): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw problem(
      path,
      `the document is not ${encoding.toUpperCase()} text`,
      'save the document as UTF-8; a compressed one has to be unpacked first',
    );
  }
}

function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}
