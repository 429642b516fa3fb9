import { UserError } from '../errors';
import type { Findings } from './findings';
import { scanJson } from './json-scan';
import { isObject, type Json, type JsonObject, kindOf } from './json-value';
import { below } from './pointer';
import { positionIn } from './text-position';
import { readYaml } from './yaml-document';

/**
 * Most characters of YAML text, in UTF-16 units: YAML takes up to a hundred times its size to read, JSON about four
 * times.
 */
const LONGEST_YAML = 16_000_000;

/** Text that a program wrote as JSON begins so; YAML that does is JSON too. */
const JSON_START = /^\s*(?:\{\s*["}]|\[)/;

/**
 * The object that a text holds, in JSON or YAML (decided by the text, not by the name).
 *
 * @throws UserError when the text is empty, not valid, or holds something else than one object
 */
export function parseObject(text: string, findings: Findings): JsonObject {
  const { source } = findings;
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') throw notADocument(source, 'the document is empty');
  if (/^\s*<[!?a-z]/i.test(body))
    throw notADocument(source, 'the document holds HTML or XML, not JSON or YAML');
  const value = JSON_START.test(body) ? parseJson(body, findings) : parseYaml(body, findings);
  if (value === null) throw notADocument(source, 'the document is empty');
  if (!isObject(value)) throw notADocument(source, `the document holds ${kindOf(value)}, not an object`);
  return value;
}

function notADocument(source: string, what: string): UserError {
  return new UserError([
    {
      where: source,
      what,
      fix: 'give an OpenAPI document, for example the openapi.json that the FastAPI app exports',
    },
  ]);
}

function parseJson(text: string, findings: Findings): Json {
  const scan = scanJson(text);
  if (scan.error) {
    const where = `${findings.source}:${positionIn(text, scan.error.offset)}`;
    throw new UserError([
      {
        where,
        what: `the document is not valid JSON: ${scan.error.what}`,
        fix: 'correct the syntax here, or export the document again',
      },
    ]);
  }
  for (const { offset, way } of scan.duplicates) {
    const where = `${findings.source}:${positionIn(text, offset)}`;
    const what = `the key #${way.reduce<string>(below, '')} is there twice; the last one is read, as every reader of JSON does`;
    findings.addWarning({ kind: 'repaired', where, what });
  }
  return JSON.parse(text) as Json;
}

function parseYaml(text: string, findings: Findings): Json {
  const { source } = findings;
  if (text.length > LONGEST_YAML) {
    throw new UserError([
      {
        where: source,
        what: `the document is ${Math.round(text.length / 1e6)} MB of YAML; at most ${LONGEST_YAML / 1e6} MB is read`,
        fix: 'convert the document to JSON',
      },
    ]);
  }
  const { value, warnings } = readYaml(text, source);
  for (const { where, what } of warnings) findings.addWarning({ kind: 'ignored', where, what });
  return value;
}
