import { type Problem, UserError } from '../errors';
import { camelCase, pascalCase } from '../naming';
import type { ApiContent, ApiModel, ApiOperation, ApiParameter } from '../openapi';
import { type AnswerPlan, answersOf, type StreamPlan, streamOf } from './answer';
import { functionName } from './names';
import { fieldsOf, type Node, UNKNOWN } from './node';
import type { Schemas } from './schemas';
import { paragraphs } from './words';

/** An operation as the client has it. */
export interface OperationPlan {
  readonly operation: ApiOperation;
  /** Name of the function. */
  readonly name: string;
  /** Text on it, in Markdown. */
  readonly words: string;
  readonly parameters: readonly ParameterPlan[];
  readonly body: BodyPlan | undefined;
  readonly answers: readonly AnswerPlan[];
  /** The answer in pieces. @default - none: the answer comes as a whole */
  readonly stream: StreamPlan | undefined;
}

export interface ParameterPlan {
  readonly parameter: ApiParameter;
  /** Name in the input. */
  readonly own: string;
  readonly node: Node;
  readonly words: string;
}

export interface BodyPlan {
  readonly type: string;
  readonly node: Node;
  /** Property of the input that is the body. @default - the properties of the body stand beside the parameters */
  readonly from: string | undefined;
  readonly required: boolean;
  readonly words: string;
}

/**
 * The operations of an API as the client has them.
 *
 * @throws UserError for operations that would have one name, or none
 */
export function planOf(api: ApiModel, schemas: Schemas): readonly OperationPlan[] {
  const problems: Problem[] = [];
  const plans = api.operations.flatMap((operation) => plansOf(operation, schemas, problems, api.source));
  const takers = new Map<string, OperationPlan[]>();
  for (const plan of plans) takers.set(plan.name, [...(takers.get(plan.name) ?? []), plan]);
  for (const plan of plans) takers.get(guardName(plan))?.push(plan);
  for (const [name, [first, second]] of takers) {
    if (!first || !second) continue;
    problems.push({
      where: `${api.source}#${second.operation.pointer}`,
      what: `${shown(first.operation)} and ${shown(second.operation)} would both have the function ${name} of the client`,
      fix: 'give one of them an operationId that differs in more than case and punctuation',
    });
  }
  if (problems.length) throw new UserError(problems);
  return plans;
}

/** Name of the function that tells the errors of an operation. */
export function guardName({ name }: Pick<OperationPlan, 'name'>): string {
  return `is${pascalCase(name)}Error`;
}

function shown({ id, method, path }: ApiOperation): string {
  return `${JSON.stringify(id)} (${method.toUpperCase()} ${path})`;
}

/** An operation; two where its answer can come as a whole or in pieces. */
function plansOf(
  operation: ApiOperation,
  schemas: Schemas,
  problems: Problem[],
  source: string,
): readonly OperationPlan[] {
  const name = functionName(camelCase(operation.id));
  if (name === undefined) {
    problems.push({
      where: `${source}#${operation.pointer}`,
      what: `the id ${JSON.stringify(operation.id)} has no letter or digit, so that no function can be called so`,
      fix: 'give the operation an operationId that is a name',
    });
    return [];
  }
  const parameters = parametersOf(operation, schemas);
  const plan = {
    operation,
    name,
    words: paragraphs([
      operation.description ?? operation.summary ?? '',
      operation.deprecated ? '@deprecated' : '',
    ]),
    parameters,
    body: bodyOf(operation, parameters, schemas),
    answers: answersOf(operation, schemas),
    stream: undefined,
  };
  const stream = streamOf(operation, schemas);
  if (!stream) return [plan];
  const streaming = { ...plan, stream };
  return stream.isOnly ? [streaming] : [plan, { ...streaming, name: `${name}Stream` }];
}

/** Places by who keeps a name that parameters of several places have. */
const PLACES = ['path', 'query', 'querystring', 'header', 'cookie'] as const;

function parametersOf({ parameters }: ApiOperation, schemas: Schemas): readonly ParameterPlan[] {
  const taken = new Set<string>();
  const names = new Map<ApiParameter, string>();
  for (const place of PLACES) {
    for (const parameter of parameters) {
      if (parameter.in !== place) continue;
      const plain = camelCase(parameter.name) || parameter.name;
      const placed = camelCase(`${place} ${parameter.name}`);
      // At last the text of the document: two parameters of one place never have the same
      const own = [plain, placed].find((name) => !taken.has(name)) ?? `${place} ${parameter.name}`;
      taken.add(own);
      names.set(parameter, own);
    }
  }
  return parameters.map((parameter) => {
    const node = schemas.node(parameter.schema);
    schemas.mark(node, 'inJson');
    return { parameter, own: names.get(parameter) ?? parameter.name, node, words: wordsOn(parameter) };
  });
}

/** Headers that fetch does not let a page set. @see https://fetch.spec.whatwg.org/#forbidden-request-header */
const OF_BROWSERS =
  /^(?:accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*)$/i;

function wordsOn({ in: place, name, description = '', deprecated }: ApiParameter): string {
  const isOfBrowser = place === 'cookie' || (place === 'header' && OF_BROWSERS.test(name));
  const cookie = place === 'cookie' ? 'its own cookies' : 'its own value';
  return paragraphs([
    description,
    isOfBrowser ? `A browser sends ${cookie}, whatever stands here.` : '',
    deprecated ? '@deprecated' : '',
  ]);
}

/** Media types of bodies, those first that are taken first. */
const BODIES = [/[/+]json\b/i, /^application\/x-www-form-urlencoded/i, /^multipart\//i, /^text\//i, /./];

function bodyOf(
  { requestBody, method }: ApiOperation,
  parameters: readonly ParameterPlan[],
  schemas: Schemas,
): BodyPlan | undefined {
  if (!requestBody || method === 'get' || method === 'head') return undefined;
  const type = bodyType(requestBody.content, schemas);
  if (type === undefined) return undefined;
  const isForm = /^(?:multipart\/|application\/x-www-form-urlencoded)/i.test(type);
  const isJson = /[/+]json\b/i.test(type);
  const written = requestBody.content[type]?.schema;
  const node = written === undefined && !isJson && !isForm ? plainBody(type) : schemas.node(written);
  schemas.mark(node, isForm || !isJson ? 'inForms' : 'inJson');
  const { required, description: words = '' } = requestBody;
  const fields = fieldsOf(node);
  const names = new Set(parameters.map(({ own }) => own));
  const isFlat = required && fields && !fields.some(({ own }) => names.has(own));
  const from = isFlat ? undefined : names.has('body') ? 'requestBody' : 'body';
  return { type, node, from, required, words };
}

function bodyType(content: ApiContent, schemas: Schemas): string | undefined {
  const types = Object.keys(content);
  const multipart = types.find((type) => /^multipart\//i.test(type));
  // A form with files says more than the JSON beside it
  if (
    multipart !== undefined &&
    fieldsOf(schemas.node(content[multipart]?.schema))?.some(({ node }) => node.is === 'binary')
  )
    return multipart;
  for (const pattern of BODIES) {
    const found = types.find((type) => pattern.test(type));
    if (found !== undefined) return found;
  }
  return undefined;
}

function plainBody(type: string): Node {
  return /^text\/|[/+]xml\b/i.test(type) ? { is: 'string' } : type === '*/*' ? UNKNOWN : { is: 'binary' };
}
