import { readContent } from './content';
import { type JsonObject, own, quoted } from './json-value';
import { type ApiParameter, PARAMETER_PLACES, type ParameterPlace } from './model';
import type { PathTemplate } from './path-template';
import type { Located } from './pointer';
import type { Reading } from './reading';

/** The mark by which the export of a FastAPI application says that a parameter is declared as `{name:path}`. */
const CONVERTOR = 'x-starlette-convertor';

/** A parameter and its place, for later findings about it. */
export interface DeclaredParameter {
  readonly parameter: ApiParameter;
  readonly pointer: string;
}

/** Reads the `parameters` of a path item or of an operation; of two that are the same, the first is kept. */
export function readParameters(reading: Reading, part: Located | undefined): readonly DeclaredParameter[] {
  const items = (part && reading.list(part, '"parameters"', 'stop')) ?? [];
  const kept = new Map<string, DeclaredParameter>();
  for (const item of items) {
    if (item.value === null) {
      reading.findings.warn(item.pointer, 'repaired', 'the parameter is null; left out');
      continue;
    }
    const node = reading.object(item, 'the parameter', 'stop');
    const parameter = node && readParameter(reading, node);
    if (!parameter) continue;
    const identity = identityOf(parameter);
    if (kept.has(identity)) {
      const what = `the parameter ${quoted(parameter.name)} is there twice in one list; the first is read`;
      reading.findings.warn(item.pointer, 'repaired', what);
      continue;
    }
    kept.set(identity, { parameter, pointer: node.pointer });
  }
  return [...kept.values()];
}

/**
 * The parameters of an operation: those of its path item, in whose place its own stand where both have one, then the
 * rest of its own. Afterwards the ones of the path are its variables: what is no variable is left out, and a variable
 * that is not declared is text; both with a warning.
 *
 * @param pointer to the operation
 */
export function operationParameters(
  reading: Reading,
  shared: readonly DeclaredParameter[],
  own: readonly DeclaredParameter[],
  template: PathTemplate,
  pointer: string,
): readonly ApiParameter[] {
  const merged = new Map<string, DeclaredParameter>();
  for (const declared of [...shared, ...own]) merged.set(identityOf(declared.parameter), declared);

  const parameters: ApiParameter[] = [];
  const missing = new Set(template.variables);
  for (const declared of merged.values()) {
    const { parameter } = declared;
    if (parameter.in === 'path' && !missing.delete(parameter.name)) {
      const what = `the path parameter ${quoted(parameter.name)} is not a variable of the path; left out`;
      reading.findings.warn(declared.pointer, 'path-parameter', what);
    } else {
      const isGreedy = parameter.in === 'path' && template.greedy.includes(parameter.name);
      parameters.push(isGreedy ? { ...parameter, greedy: true } : parameter);
    }
  }
  for (const name of missing) {
    const what = `the path variable {${name}} is not declared as a parameter; read as text`;
    reading.findings.warn(pointer, 'path-parameter', what);
    parameters.push({
      name,
      in: 'path',
      required: true,
      deprecated: false,
      schema: { type: 'string' },
      ...(template.greedy.includes(name) ? { greedy: true } : {}),
    });
  }
  return parameters;
}

/** The identity of a parameter. Header names are one whatever their case (RFC 9110, section 5.1). */
function identityOf({ name, in: place }: ApiParameter): string {
  return `${place} ${place === 'header' ? name.toLowerCase() : name}`;
}

function readParameter(reading: Reading, node: Located<JsonObject>): ApiParameter | undefined {
  const place = readPlace(reading, node);
  const name = reading.text(node, 'name');
  if (name === undefined || name === '') {
    reading.findings.problem(node.pointer, 'the parameter has no name', 'give it a name');
    return undefined;
  }
  if (place === undefined) return undefined;
  const description = reading.text(node, 'description');
  const style = reading.text(node, 'style');
  const explode = reading.flag(node, 'explode');
  return {
    name,
    in: place,
    required: readRequired(reading, node, place),
    deprecated: reading.flag(node, 'deprecated') ?? false,
    ...(description === undefined ? {} : { description }),
    ...readValue(reading, node),
    ...(style === undefined ? {} : { style }),
    ...(explode === undefined ? {} : { explode }),
    ...(place === 'path' && own(node.value, CONVERTOR) === 'path' ? { greedy: true } : {}),
  };
}

function readPlace(reading: Reading, node: Located<JsonObject>): ParameterPlace | undefined {
  const written = reading.text(node, 'in');
  const place = PARAMETER_PLACES.find((candidate) => candidate === written?.toLowerCase());
  if (place !== undefined) {
    if (place !== written) {
      reading.findings.warn(
        node.pointer,
        'repaired',
        `"in" is ${quoted(written ?? '')}; read as ${quoted(place)}`,
      );
    }
    return place;
  }
  const isBody = written === 'body' || written === 'formData';
  reading.findings.problem(
    node.pointer,
    written === undefined
      ? 'the parameter does not say its place ("in")'
      : '"in" does not name a place of a parameter',
    isBody
      ? 'describe the body under requestBody, as OpenAPI 3 does'
      : 'correct "in": a parameter of the path is "path", one behind the ? is "query"',
    { ...(written === undefined ? {} : { got: written }), allowed: PARAMETER_PLACES },
  );
  return undefined;
}

function readRequired(reading: Reading, node: Located<JsonObject>, place: ParameterPlace): boolean {
  const required = reading.flag(node, 'required');
  if (place !== 'path') return required ?? false;
  if (required === false) {
    const what = 'a parameter in the path is always required; "required": false is ignored';
    reading.findings.warn(node.pointer, 'repaired', what);
  }
  return true;
}

/** A parameter is described by a schema, or by a `content` of one media type. */
function readValue(
  reading: Reading,
  node: Located<JsonObject>,
): Pick<ApiParameter, 'schema' | 'contentType'> {
  const part = reading.part(node, 'schema');
  const schema = part && reading.schemas.take(part);
  if (schema !== undefined) return { schema };
  for (const [contentType, media] of Object.entries(readContent(reading, node, 'the parameter', 'skip'))) {
    return { contentType, ...(media.schema === undefined ? {} : { schema: media.schema }) };
  }
  return {};
}
