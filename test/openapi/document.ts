import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, UserError } from '../../src/errors';
import { type ApiModel, type ApiOperation, readApi } from '../../src/openapi';

/** The text of a document in test/fixtures/openapi. */
export function fixture(name: string): string {
  return readFileSync(fixturePath(name), 'utf8');
}

/** The path of a document in test/fixtures/openapi. */
export function fixturePath(name: string): string {
  return join(__dirname, '../fixtures/openapi', name);
}

/** A document with these paths, as JSON text. */
export function withPaths(paths: unknown, rest: Record<string, unknown> = {}): string {
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths, ...rest });
}

/** A document with one operation, GET /, as JSON text. */
export function withOperation(operation: unknown, rest: Record<string, unknown> = {}): string {
  return withPaths({ '/': { get: operation } }, rest);
}

/** What the text is read to, by the name openapi.json. */
export function read(text: string): ApiModel {
  return readApi(text, 'openapi.json');
}

/** The only operation of the text. */
export function readOne(text: string): ApiOperation {
  const { operations } = read(text);
  const [operation] = operations;
  if (operations.length !== 1 || !operation)
    throw new Error(`expected one operation, got ${operations.length}`);
  return operation;
}

/** The warnings of a text as `kind where: what`. */
export function warningsOf(text: string): string[] {
  return read(text).warnings.map(({ kind, where, what }) => `${kind} ${where}: ${what}`);
}

/** The problems that stop the reading. */
export function problemsOf(act: () => unknown): readonly Problem[] {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  throw new Error('expected a UserError');
}

/** The problems of a text as `where: what`. */
export function stopsOf(text: string, source = 'openapi.json'): string[] {
  return problemsOf(() => readApi(text, source)).map(({ where, what }) => `${where}: ${what}`);
}
