import { docComment, identifier, propertyKey, type TypeScript, typescript } from '../../language';
import { pascalCase } from '../../naming';
import type { ApiParameter } from '../../openapi';
import type { AnswerPlan } from '../answer';
import { alternatives, bracketed } from '../layout';
import type { TypeNames } from '../names';
import { fieldsOf, type Property, resolved } from '../node';
import { type BodyPlan, guardName, type OperationPlan, type ParameterPlan } from '../plan';
import type { Shapes } from '../shape';
import { distinct, membersOf, type Place, typeOf } from '../type';

/** The names of an operation's types. */
export interface OperationTypes {
  /** Input of a call; undefined where there is nothing to give. */
  readonly input: TypeScript | undefined;
  readonly output: TypeScript;
  /** Errors of a call; undefined where the document names none. */
  readonly error: TypeScript | undefined;
}

/** An operation with the names that its file gives to what belongs to it. */
export interface NamedPlan {
  readonly plan: OperationPlan;
  readonly types: OperationTypes;
  /** Whether a call can be made without an input. */
  readonly isInputOptional: boolean;
}

const JSON_PLACE: Place = { indent: '', from: 'types.', binary: 'string' };
const FORM_PLACE: Place = { ...JSON_PLACE, binary: 'Blob' };

/** Gives the types of each operation their names: no schema of the document has the same. */
export function namedPlans(plans: readonly OperationPlan[], names: TypeNames): readonly NamedPlan[] {
  return plans.map((plan) => {
    const pascal = pascalCase(plan.name);
    const words = ['Input', 'Output', 'Error'];
    const base = [pascal, `${pascal}Operation`].find((one) =>
      words.every((word) => names.isFree(one + word)),
    );
    const [input, output, error] = words.map((word) => identifier(names.take(`${base ?? pascal}${word}`)));
    const { parameters, body, answers } = plan;
    const hasErrors = answers.some(({ kind }) => kind === 'error');
    return {
      plan,
      types: {
        input: parameters.length > 0 || body ? input : undefined,
        output: output as TypeScript,
        error: hasErrors ? error : undefined,
      },
      isInputOptional: parameters.every(isOptional) && !body?.required,
    };
  });
}

/** A browser sends its cookies itself. */
function isOptional({ parameter }: ParameterPlan): boolean {
  return !parameter.required || parameter.in === 'cookie';
}

/** All that belongs to one operation: its types, what it is, and its function. */
export function operationText(named: NamedPlan, shapes: Shapes): TypeScript {
  return typescript`${inputType(named)}${outputType(named)}${errorType(named)}${descriptor(named, shapes)}${functionOf(named)}${guardOf(named)}`;
}

function inputType({ plan, types }: NamedPlan): TypeScript {
  if (!types.input) return typescript``;
  const { body, parameters, name } = plan;
  const comment = docComment(`Input of ${name}.`);
  const own = membersOf(parameters.map(propertyOf), JSON_PLACE, 'or undefined');
  if (body && body.from === undefined) return flatInput(comment, types.input, body, own);
  const more = body?.from === undefined ? [] : bodyMember(body, body.from);
  return typescript`${comment}export interface ${types.input} {\n${own}${more}}\n\n`;
}

/** The input of a body whose properties stand beside the parameters. */
function flatInput(
  comment: TypeScript,
  name: TypeScript,
  body: BodyPlan,
  own: readonly TypeScript[],
): TypeScript {
  const given = fieldsOf(body.node) ?? [];
  const made = given.filter(({ readOnly }) => readOnly).map((one) => typescript.literal(one.own));
  if (body.node.is === 'object') {
    const fields = membersOf(
      given.filter(({ readOnly }) => !readOnly),
      FORM_PLACE,
    );
    return typescript`${comment}export interface ${name} {\n${own}${fields}}\n\n`;
  }
  const type = typeOf(body.node, FORM_PLACE);
  const base = made.length ? typescript`Omit<${type}, ${typescript.join(made, ' | ')}>` : type;
  if (own.length === 0) return typescript`${comment}export type ${name} = ${base};\n\n`;
  const isInterface =
    body.node.is === 'named' && resolved(body.node).is === 'object' && body.node.named.node.is === 'object';
  return isInterface
    ? typescript`${comment}export interface ${name} extends ${base} {\n${own}}\n\n`
    : typescript`${comment}export type ${name} = ${base} & {\n${own}};\n\n`;
}

function propertyOf({ parameter, own, node, words }: ParameterPlan): Property {
  const required = parameter.required && parameter.in !== 'cookie';
  return { name: own, own, node, required, readOnly: false, words };
}

function bodyMember({ node, required, words, type }: BodyPlan, own: string): readonly TypeScript[] {
  const property = { name: own, own, node, required, readOnly: false, words };
  return membersOf([property], /[/+]json\b/i.test(type) ? JSON_PLACE : FORM_PLACE, 'or undefined');
}

function outputType({ plan: { name, answers, stream }, types }: NamedPlan): TypeScript {
  if (stream)
    return typescript`${docComment(`A piece of what ${name} gives.`)}export type ${types.output} = ${typeOf(stream.node, JSON_PLACE)};\n\n`;
  const successes = answers.filter(({ kind }) => kind === 'success');
  const bodies = distinct(successes.map(bodyType));
  const isVoid = bodies.length === 1 && bodies[0]?.text === 'undefined';
  const type = isVoid ? typescript`void` : anyOf(bodies);
  return typescript`${docComment(`What ${name} gives.`)}export type ${types.output} = ${type};\n\n`;
}

/** Alternatives; anything, where one of them is that. */
function anyOf(types: readonly TypeScript[]): TypeScript {
  return types.find(({ text }) => text === 'unknown') ?? alternatives(types, '|', '');
}

function bodyType({ node, as }: AnswerPlan): TypeScript {
  if (!node) return typescript`undefined`;
  return typeOf(node, as === 'json' ? JSON_PLACE : FORM_PLACE);
}

function errorType({ plan: { name, answers }, types }: NamedPlan): TypeScript {
  if (!types.error) return typescript``;
  const errors = answers.filter(({ kind }) => kind === 'error');
  const statuses = errors.map(({ status }) => status);
  const members = errors.map(
    (answer) => typescript`runtime.ApiError<${statusType(answer.status, statuses)}, ${bodyType(answer)}>`,
  );
  return typescript`${docComment(`Errors of ${name}, by their status.`)}export type ${types.error} = ${alternatives(members, '|', '')};\n\n`;
}

/** The numbers of a status: of several, those that have no entry of their own. */
function statusType(status: string, all: readonly string[]): TypeScript {
  if (/^\d+$/.test(status)) return typescript.literal(Number(status));
  const group = GROUPS[status] ?? GROUPS.default;
  const others = all.filter(
    (one) => one !== status && (status === 'default' || (one !== 'default' && one[0] === status[0])),
  );
  if (others.length === 0) return group;
  const excluded = others.map((one) => GROUPS[one] ?? typescript.literal(Number(one)));
  return typescript`Exclude<${group}, ${typescript.join(excluded, ' | ')}>`;
}

const GROUPS: { readonly default: TypeScript; readonly [status: string]: TypeScript } = {
  '4XX': typescript.raw('runtime.ClientStatus'),
  '5XX': typescript.raw('runtime.ServerStatus'),
  default: typescript.raw('runtime.ErrorStatus'),
};

/** What the runtime knows of an operation. The name of a function never begins with `$`. */
function constant({ plan }: NamedPlan): TypeScript {
  return identifier(`$${plan.name}`);
}

function descriptor(named: NamedPlan, shapes: Shapes): TypeScript {
  const { operation, parameters, body, answers, stream } = named.plan;
  const fields = [
    typescript`id: ${operation.id}`,
    typescript`method: ${operation.method.toUpperCase()}`,
    typescript`path: ${operation.path}`,
  ];
  if (parameters.length)
    fields.push(
      typescript`parameters: ${bracketed(
        '{',
        parameters.map((one) => parameterText(one, shapes)),
        '  ',
      )}`,
    );
  if (body) fields.push(typescript`body: ${bodyText(body, shapes)}`);
  fields.push(typescript`answers: ${answersText(answers, shapes)}`);
  if (stream) {
    const shape = shapes.of(stream.node, '    ');
    const parts = [
      typescript`form: ${stream.form}`,
      ...(stream.isText && stream.form === 'events' ? [typescript`text: true`] : []),
      ...(shape ? [typescript`shape: ${shape}`] : []),
    ];
    fields.push(typescript`stream: ${bracketed('{', parts, '  ')}`);
  }
  const type = typescript.raw(stream ? 'streams.StreamOperation' : 'runtime.Operation');
  return typescript`const ${constant(named)}: ${type} = ${bracketed('{', fields, '')};\n\n`;
}

function parameterText({ parameter, own, node }: ParameterPlan, shapes: Shapes): TypeScript {
  const { in: place, name, style, explode, contentType, greedy } = parameter;
  const shape = shapes.of(node, '      ');
  const usual = usualForm(parameter);
  const parts = [
    typescript`in: ${place}`,
    typescript`name: ${name}`,
    ...(style !== undefined && style !== usual.style ? [typescript`style: ${style}`] : []),
    ...(explode !== undefined && explode !== usual.explode ? [typescript`explode: ${truth(explode)}`] : []),
    ...(contentType !== undefined ? [typescript`json: true`] : []),
    ...(greedy ? [typescript`greedy: true`] : []),
    ...(shape ? [typescript`shape: ${shape}`] : []),
  ];
  return typescript`${propertyKey(own)}: ${bracketed('{', parts, '    ')}`;
}

/** The form of a parameter that does not say its own. @see https://spec.openapis.org/oas/v3.1.1.html#parameter-style */
function usualForm({ in: place, style }: ApiParameter): {
  readonly style: string;
  readonly explode: boolean;
} {
  const usual = place === 'query' || place === 'cookie' ? 'form' : 'simple';
  return { style: usual, explode: (style ?? usual) === 'form' };
}

function truth(value: boolean): TypeScript {
  return typescript.raw(value ? 'true' : 'false');
}

function bodyText({ type, node, from }: BodyPlan, shapes: Shapes): TypeScript {
  const shape = shapes.of(node, '    ');
  const parts = [
    typescript`type: ${type}`,
    ...(from === undefined ? [] : [typescript`from: ${from}`]),
    ...(shape ? [typescript`shape: ${shape}`] : []),
  ];
  return bracketed('{', parts, '  ');
}

function answersText(answers: readonly AnswerPlan[], shapes: Shapes): TypeScript {
  const entries = new Map<string, TypeScript>();
  for (const { status, as, node, kind } of answers) {
    if (entries.has(status)) continue;
    const shape = node && as !== 'text' && as !== 'blob' ? shapes.of(node, '      ') : undefined;
    const isSaid = as !== 'json' && (kind === 'success' || as === 'blob');
    const parts = [
      ...(isSaid ? [typescript`as: ${as}`] : []),
      ...(shape ? [typescript`shape: ${shape}`] : []),
    ];
    const key = /^\d+$/.test(status) ? typescript.literal(Number(status)) : propertyKey(status);
    entries.set(status, typescript`${key}: ${bracketed('{', parts, '    ')}`);
  }
  return bracketed('{', [...entries.values()], '  ');
}

/** What a call gives. */
export function resultType({ plan, types }: NamedPlan, from: '' | 'operations.'): TypeScript {
  const output = typescript`${typescript.raw(from)}${types.output}`;
  return plan.stream
    ? typescript`AsyncGenerator<${output}, void, undefined>`
    : typescript`Promise<${output}>`;
}

/** The parameters of a call behind its connection. */
export function callParameters(
  { plan, types, isInputOptional }: NamedPlan,
  from: '' | 'operations.',
): readonly TypeScript[] {
  const options = typescript.raw(plan.stream ? 'streams.StreamOptions' : 'runtime.CallOptions');
  const input = types.input && typescript`${typescript.raw(from)}${types.input}`;
  return [
    ...(input ? [isInputOptional ? typescript`input?: ${input}` : typescript`input: ${input}`] : []),
    typescript`options?: ${options}`,
  ];
}

function functionOf(named: NamedPlan): TypeScript {
  const { plan, types } = named;
  const result = resultType(named, '');
  const parameters = bracketed(
    '(',
    [typescript`connection: runtime.Connection`, ...callParameters(named, '')],
    '',
    `export function ${plan.name}(): ${result.text} {`.length,
  );
  const call = typescript.raw(plan.stream ? 'streams.stream' : 'runtime.call');
  const input = typescript.raw(types.input ? 'input' : '{}');
  return typescript`${comment(plan)}export function ${identifier(plan.name)}${parameters}: ${result} {
  return ${call}(connection, ${constant(named)}, ${input}, options);
}
`;
}

/** Text on an operation as a comment. */
export function comment({ words, operation }: OperationPlan, indent = ''): TypeScript {
  return docComment(words === '' ? `${operation.method.toUpperCase()} ${operation.path}` : words, indent);
}

function guardOf(named: NamedPlan): TypeScript {
  const { plan, types } = named;
  if (!types.error) return typescript``;
  return typescript`
${docComment(`Whether an error is one of ${plan.name}: its status then tells what it holds.`)}export function ${identifier(guardName(plan))}(error: unknown): error is ${types.error} {
  return runtime.isErrorOf(${constant(named)}, error);
}
`;
}
