import { nearest } from '../errors';
import { readRequestBody, readResponses, streamingOf } from './content';
import { emptyRecord, isObject, type Json, type JsonObject, kindOf, quoted } from './json-value';
import { type ApiOperation, HTTP_METHODS, type HttpMethod, type SecurityRequirement } from './model';
import { groupedBy, nearlySame, RESERVED_IDS, uniqueIds } from './operation-id';
import { type DeclaredParameter, operationParameters, readParameters } from './parameter';
import { type PathTemplate, readTemplate } from './path-template';
import { below, type Located } from './pointer';
import type { Entry, Reading } from './reading';
import { readSecurity } from './security';

/** Keys of a path item beside its methods that need no word. */
const ITEM_KEYS = new Set(['$ref', 'summary', 'description', 'parameters']);

/** Keys of path items, and of operations, that say something about the API which Terragate does not use. */
const UNUSED_ITEM_KEYS = ['servers', 'additionalOperations', 'x-amazon-apigateway-any-method'];
const UNUSED_OPERATION_KEYS = ['callbacks', 'servers'];

type Draft = Omit<ApiOperation, 'id' | 'idSource'>;

/** The parts of a path item that all of its operations share. */
interface PathItem {
  readonly path: string;
  readonly template: PathTemplate;
  readonly parameters: readonly DeclaredParameter[];
  readonly documentSecurity: readonly SecurityRequirement[] | undefined;
}

/** Reads every operation of the document, in its order, with unique ids. */
export function readOperations(reading: Reading, root: Located<JsonObject>): readonly ApiOperation[] {
  const part = reading.part(root, 'paths');
  const paths = part && reading.object(part, '"paths"', 'stop');
  const documentSecurity = readSecurity(reading, root);
  const drafts: Draft[] = [];
  for (const entry of paths ? reading.entries(paths) : []) {
    const path = entry.key;
    if (path.startsWith('x-')) continue;
    if (!path.startsWith('/')) {
      const what = `the path ${quoted(path)} does not begin with "/"`;
      reading.findings.problem(entry.pointer, what, `write it as ${quoted(`/${path}`)}`);
      continue;
    }
    drafts.push(...readPathItem(reading, path, entry, documentSecurity));
  }
  return named(reading, drafts);
}

function readPathItem(
  reading: Reading,
  path: string,
  entry: Located,
  documentSecurity: PathItem['documentSecurity'],
): Draft[] {
  const node = readMerged(reading, entry, `the path ${quoted(path)}`);
  if (!node) return [];
  const methods = methodsOf(reading, node);
  if (methods.size === 0) {
    reading.findings.warn(entry.pointer, 'ignored', 'the path has no method');
    return [];
  }
  const template = readTemplate(path);
  for (const fault of template.faults) {
    reading.findings.warn(entry.pointer, 'path-parameter', `the path ${quoted(path)} ${fault}`);
  }
  const parameters = readParameters(reading, reading.part(node, 'parameters'));
  const item = { path, template, parameters, documentSecurity };
  return [...methods].flatMap(([method, { key, ...part }]) => {
    const operation = readMerged(reading, part, `the operation ${method.toUpperCase()} ${path}`);
    return operation ? [readOperation(reading, item, method, operation, below(entry.pointer, key))] : [];
  });
}

/** The methods that a path item has; what else it has that is not used becomes a warning. */
function methodsOf(reading: Reading, item: Located<JsonObject>): ReadonlyMap<HttpMethod, Entry> {
  const { findings } = reading;
  const methods = new Map<HttpMethod, Entry>();
  for (const entry of reading.entries(item)) {
    const { key, pointer } = entry;
    const method = HTTP_METHODS.find((candidate) => candidate === key.toLowerCase());
    if (method === undefined) {
      warnOfUnusedKey(reading, entry);
    } else if (method === key) {
      methods.set(method, entry); // the key as the specification writes it has precedence: other programs read only that
    } else if (methods.has(method) || Object.hasOwn(item.value, method)) {
      findings.warn(
        pointer,
        'ignored',
        `the method ${quoted(key)} is ignored beside ${quoted(method)}, which is read`,
      );
    } else {
      findings.warn(pointer, 'repaired', `the method ${quoted(key)} is read as ${quoted(method)}`);
      methods.set(method, entry);
    }
  }
  return methods;
}

function warnOfUnusedKey(reading: Reading, { key, pointer }: Entry): void {
  if (UNUSED_ITEM_KEYS.includes(key)) {
    reading.findings.warn(pointer, 'ignored', `${quoted(key)} of a path is not used`);
  } else if (!ITEM_KEYS.has(key) && !key.startsWith('x-')) {
    const near = nearest(key, HTTP_METHODS);
    const guess = near === undefined ? '' : ` (did you mean ${quoted(near)}?)`;
    reading.findings.warn(pointer, 'ignored', `${quoted(key)} is not a method${guess}`);
  }
}

/**
 * The object that a part is or refers to, with the keys that stand beside the `$ref` in front of those of what it
 * leads to: OpenAPI leaves that open for path items and knows no reference to an operation, but documents have both.
 */
function readMerged(reading: Reading, start: Located, label: string): Located<JsonObject> | undefined {
  const target = reading.object(start, label, 'stop');
  if (!target || !isObject(start.value) || start.value === target.value) return target;
  if (Object.keys(start.value).length === 1) return target;
  return { value: { ...target.value, ...start.value }, pointer: start.pointer };
}

function readOperation(
  reading: Reading,
  { path, template, parameters, documentSecurity }: PathItem,
  method: HttpMethod,
  node: Located<JsonObject>,
  pointer: string,
): Draft {
  const written = reading.text(node, 'operationId');
  const operationId = written?.trim() === '' ? undefined : written;
  const summary = reading.text(node, 'summary');
  const description = reading.text(node, 'description');
  const requestBody = readRequestBody(reading, node);
  const responses = readResponses(reading, node);
  const security = readSecurity(reading, node);
  const streaming = streamingOf(responses);
  for (const key of UNUSED_OPERATION_KEYS) {
    const part = reading.part(node, key);
    if (part) reading.findings.warn(part.pointer, 'ignored', `${quoted(key)} of an operation is not used`);
  }
  return {
    ...(operationId === undefined ? {} : { operationId }),
    method,
    path,
    pointer,
    tags: readTagNames(reading, reading.part(node, 'tags')),
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    deprecated: reading.flag(node, 'deprecated') ?? false,
    parameters: operationParameters(
      reading,
      parameters,
      readParameters(reading, reading.part(node, 'parameters')),
      template,
      pointer,
    ),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses,
    ...effectiveSecurity(security, documentSecurity),
    ...(streaming === undefined ? {} : { streaming }),
    extensions: extensionsOf(node.value),
  };
}

function effectiveSecurity(
  own: Draft['security'],
  document: Draft['security'],
): Pick<Draft, 'security' | 'securitySource'> {
  if (own !== undefined) return { security: own, securitySource: 'operation' };
  return document === undefined ? {} : { security: document, securitySource: 'document' };
}

/** Reads the tags of an operation, each once. One tag without a list is a list of it. */
function readTagNames(reading: Reading, part: Located | undefined): readonly string[] {
  if (!part) return [];
  if (typeof part.value === 'string') {
    reading.findings.warn(part.pointer, 'repaired', '"tags" is text, not a list; read as one tag');
    return [part.value];
  }
  const tags = new Set<string>();
  for (const { value, pointer } of reading.list(part, '"tags"', 'skip') ?? []) {
    if (typeof value === 'string') tags.add(value);
    else if (typeof value === 'number') tags.add(String(value));
    else reading.findings.warn(pointer, 'repaired', `the tag is ${kindOf(value)}, not text; left out`);
  }
  return [...tags];
}

function extensionsOf(node: JsonObject): JsonObject {
  const extensions = emptyRecord<Json>();
  for (const [key, value] of Object.entries(node)) if (key.startsWith('x-')) extensions[key] = value;
  return extensions;
}

/** Gives each operation its id, and warns of every id that is not what the document writes. */
function named(reading: Reading, drafts: readonly Draft[]): readonly ApiOperation[] {
  const ids = uniqueIds(
    drafts.map(({ operationId, method, path, tags }) => ({ operationId, method, path, tag: tags[0] })),
  );
  const operations = drafts.map((draft, index): ApiOperation => {
    const id = ids[index] ?? '';
    return { id, idSource: id === draft.operationId ? 'operationId' : 'derived', ...draft };
  });

  for (const { id, operationId, pointer } of operations) {
    if (operationId === undefined)
      reading.findings.warn(pointer, 'id', `has no operationId; called ${quoted(id)}`);
    else if (RESERVED_IDS.has(operationId)) {
      const what = `the operationId ${quoted(operationId)} is what the modules call ${RESERVED_IDS.get(operationId)}; called ${quoted(id)}`;
      reading.findings.warn(pointer, 'id', what);
    }
  }
  const written = operations.filter(
    ({ operationId }) => operationId !== undefined && !RESERVED_IDS.has(operationId),
  );
  for (const [operationId, sharers] of groupedBy(written, (operation) => operation.operationId ?? '')) {
    const [first] = sharers;
    if (sharers.length < 2 || !first) continue;
    const names = sharers.map(
      ({ id, method, path }) => `${method.toUpperCase()} ${path} is called ${quoted(id)}`,
    );
    const what = `the operationId ${quoted(operationId)} is there ${sharers.length} times: ${names.join(', ')}`;
    reading.findings.warn(first.pointer, 'id', what);
  }
  for (const group of nearlySame(operations.map(({ id }) => id))) {
    const what = `the ids ${group.map(quoted).join(' and ')} differ only in case or punctuation`;
    const first = operations.find(({ id }) => id === group[0]);
    reading.findings.warn(first?.pointer ?? '', 'id', what);
  }
  return operations;
}
