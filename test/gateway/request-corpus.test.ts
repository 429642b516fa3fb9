import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../src/errors';
import { MOST_BYTES_OF_ALL, requestChecks } from '../../src/gateway/request-checks';
import { MOST_BYTES } from '../../src/gateway/request-model';
import { type ApiModel, readApiFile } from '../../src/openapi';

const folder = process.env.TERRAGATE_CORPUS ?? resolve(__dirname, '../../../shared/corpus');
const files = existsSync(folder)
  ? readdirSync(folder).filter((name) => /\.(json|ya?ml)$/.test(name) && name !== 'manifest.json')
  : [];
if (files.length === 0)
  process.stderr.write(`skipped: the corpus of real documents is not in ${folder} (TERRAGATE_CORPUS)\n`);

type Check = (value: unknown) => boolean;
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isText: Check = (value) => typeof value === 'string';
const isList =
  (each: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(each);
const isTexts: Check = (value) =>
  isList(isText)(value) && new Set(value as unknown[]).size === (value as unknown[]).length;

/** Every keyword that a model can have, and what stands under it. */
const KEYWORDS: Readonly<Record<string, Check>> = {
  type: (value) =>
    ['object', 'array', 'string', 'number', 'boolean'].includes(String(value)) && isText(value),
  properties: (value) => Object.values(value as object).every(isModel),
  required: isTexts,
  additionalProperties: (value) => value === false || isModel(value),
  items: (value) => isModel(value),
  enum: isTexts,
  anyOf: isList((value) => isModel(value)),
  allOf: isList((value) => isModel(value)),
  minItems: isCount,
  maxItems: isCount,
  minLength: isCount,
  minProperties: isCount,
  maxLength: isCount,
  pattern: isText,
  minimum: Number.isFinite,
  maximum: Number.isFinite,
  multipleOf: (value) => isCount(value) && value !== 0,
};

function isModel(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, one]) => KEYWORDS[key]?.(one) ?? false);
}

function read(file: string): ApiModel | undefined {
  try {
    return readApiFile(join(folder, file));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const suite = files.length ? describe : describe.skip;

suite('the checks of real documents', () => {
  it.each(files.length ? files : ['none'])('%s has models that API Gateway takes', (file) => {
    const api = read(file);
    if (!api) return;
    const { operations, models, skipped } = requestChecks(api);

    expect(Object.keys(operations)).toEqual(api.operations.map(({ id }) => id));
    const wrong = Object.entries(models).filter(
      ([name, model]) => !/^[A-Za-z][A-Za-z0-9]*$/.test(name) || !isModel(model),
    );
    expect(wrong).toEqual([]);
    const sizes = Object.values(models).map((model) => Buffer.byteLength(JSON.stringify(model)));
    expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(MOST_BYTES);
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(MOST_BYTES_OF_ALL);
    expect(JSON.stringify(models)).not.toContain('"$ref"');
    const used = Object.values(operations).flatMap(({ model }) => model ?? []);
    expect([...new Set(used)].sort()).toEqual(Object.keys(models).sort());
    const places = skipped.map(({ where, what }) => `${where.replace(/: .*/s, '')} ${what}`);
    expect(places).toEqual([...new Set(places)]);
  });

  it('are the same whatever the order of the operations is', () => {
    for (const file of files) {
      const api = read(file);
      if (!api) continue;
      const forth = requestChecks(api);
      const back = requestChecks({ ...api, operations: [...api.operations].reverse() });
      expect([file, back.operations]).toEqual([file, forth.operations]);
      expect(JSON.stringify(back.models)).toBe(JSON.stringify(forth.models));
    }
  });
});
