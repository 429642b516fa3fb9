import { emptyRecord, isList, isObject, type JsonObject, kindOf, own, quoted } from './json-value';
import type { SecurityRequirement } from './model';
import { below, type Located } from './pointer';
import type { Reading } from './reading';

/**
 * Reads the `security` of the document or of an operation. Undefined when nothing is written. What is malformed stops
 * the reading: a guess could open an operation that its author wanted closed.
 */
export function readSecurity(
  reading: Reading,
  parent: Located<JsonObject>,
): readonly SecurityRequirement[] | undefined {
  const written = own(parent.value, 'security');
  if (written === undefined) return undefined;
  const part = { value: written, pointer: below(parent.pointer, 'security') };
  if (part.value === null) {
    reading.findings.warn(part.pointer, 'repaired', 'the security is null; read as if it was not written');
    return undefined;
  }
  if (isObject(part.value) && Object.keys(part.value).length > 0) {
    const what = 'the security is an object, not a list; read as a list of this one requirement';
    reading.findings.warn(part.pointer, 'repaired', what);
    return [readRequirement(reading, { value: part.value, pointer: part.pointer })];
  }
  if (!isList(part.value)) {
    const fix =
      'write a list of requirements, for example [{"bearer": []}]; an empty list says that none is asked for';
    reading.findings.problem(part.pointer, `the security is ${kindOf(part.value)}, not a list`, fix);
    return undefined;
  }
  const items = reading.list(part, 'the security', 'stop') ?? [];
  return items.flatMap(({ value, pointer }) => {
    if (isObject(value)) return [readRequirement(reading, { value, pointer })];
    const fix = 'write an object of scheme names and lists of scopes, for example {"bearer": []}';
    reading.findings.problem(pointer, `the security requirement is ${kindOf(value)}, not an object`, fix);
    return [];
  });
}

function readRequirement(reading: Reading, requirement: Located<JsonObject>): SecurityRequirement {
  const schemes = emptyRecord<readonly string[]>();
  for (const { key, value, pointer } of reading.entries(requirement)) {
    if (!isDeclared(reading, key)) {
      reading.findings.warn(pointer, 'reference', `no security scheme is called ${quoted(key)}`);
    }
    if (value === null) {
      reading.findings.warn(pointer, 'repaired', 'the list of scopes is null; read as empty');
      schemes[key] = [];
    } else if (isList(value) && value.every((scope) => typeof scope === 'string')) {
      schemes[key] = value;
    } else {
      const fix = 'write a list of scopes, [] for none';
      reading.findings.problem(pointer, `the scopes of ${quoted(key)} are not a list of texts`, fix);
    }
  }
  return schemes;
}

function isDeclared(reading: Reading, name: string): boolean {
  const components = own(reading.document, 'components');
  const schemes = isObject(components) ? own(components, 'securitySchemes') : undefined;
  return isObject(schemes) && Object.hasOwn(schemes, name);
}
