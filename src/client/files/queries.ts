import { docComment, identifier, propertyKey, type TypeScript, typescript } from '../../language';
import { isObject } from '../../openapi';
import type { OperationPlan } from '../plan';
import type { Group } from './client-class';
import { comment, type NamedPlan } from './operations';

/** The function that makes the options of all operations. @param type name of the class of the client */
export function queriesFunction(type: string, groups: readonly Group[]): TypeScript {
  const name = identifier(`${type.slice(0, 1).toLowerCase()}${type.slice(1)}Queries`);
  const members = groups.map(({ member, methods }) => {
    const indent = member === undefined ? '    ' : '      ';
    const own = [...methods].map(([method, named]) => memberOf(type, method, named, indent));
    return member === undefined
      ? typescript`${own}`
      : typescript`    ${propertyKey(member)}: {\n${own}    },\n`;
  });
  return typescript`${docComment(`Options for TanStack Query, for each operation. All keys begin with '${type}'.`)}export function ${name}(connection: runtime.Connection) {
  return {
${members}  };
}
`;
}

function memberOf(type: string, method: string, named: NamedPlan, indent: '    ' | '      '): TypeScript {
  const { plan } = named;
  const { output, input } = named.types;
  const isVoid = !isQuery(plan) && named.isInputOptional;
  const left = typescript.raw(indent);
  const place = typescript`[${type}, ${plan.name}]`;
  const result = typescript`operations.${output}`;
  // An input that is left out is `void` in words of TanStack
  const own = typescript.raw(input ? (isVoid ? ', input ?? {}' : ', input') : '');
  const call = (options: TypeScript) =>
    typescript`operations.${identifier(plan.name)}(connection${own}${options})`;
  const given = typescript.raw(input ? 'input' : '_');
  const head = typescript`${comment(plan, indent)}${left}${propertyKey(method)}: `;
  const inner = typescript`\n${left}  `;
  if (!isQuery(plan)) {
    const variables = mutationInput(named);
    const of = plan.stream ? typescript`AsyncGenerator<${result}, void, undefined>` : result;
    const run = typescript`${typescript.raw(plan.stream ? 'async ' : '')}(${typescript.raw(input ? 'input' : '')}) => ${call(typescript``)}`;
    return typescript`${head}tanstack.mutation<${variables}, ${of}>(${inner}${place},${inner}${run},\n${left}),\n`;
  }
  const has = typescript.raw(input ? 'true' : 'false');
  const args = argumentsOf(named);
  const run = typescript`(${given}, options) => ${call(typescript`, options`)}`;
  if (plan.stream)
    return typescript`${head}tanstack.streamedQuery<${args}, ${result}>(${inner}${place},${inner}${has},${inner}${run},\n${left}),\n`;
  const cursor = cursorOf(plan);
  if (cursor === undefined || !input)
    return typescript`${head}tanstack.query<${args}, ${result}>(${inner}${place},${inner}${has},${inner}${run},\n${left}),\n`;
  const page = typescript`operations.${input}[${cursor}]`;
  return typescript`${head}tanstack.pagedQuery<${args}, ${result}, ${page}>(${inner}${place},${inner}${has},${inner}${cursor},${inner}${run},\n${left}),\n`;
}

function argumentsOf({ types, isInputOptional }: NamedPlan): TypeScript {
  if (!types.input) return typescript`[]`;
  return typescript`[input${typescript.raw(isInputOptional ? '?' : '')}: operations.${types.input}]`;
}

/** The variables of a mutation. What can be left out is nothing in words of TanStack: `mutate()`. */
function mutationInput({ types, isInputOptional }: NamedPlan): TypeScript {
  if (!types.input) return typescript`void`;
  return typescript`operations.${types.input}${typescript.raw(isInputOptional ? ' | void' : '')}`;
}

/** Whether an operation is asked for data: by its method, unless the document says otherwise. */
function isQuery({ operation: { method, extensions } }: OperationPlan): boolean {
  if (extensions['x-query'] === true) return true;
  if (extensions['x-mutation'] === true) return false;
  return ['get', 'head', 'options', 'query', 'trace'].includes(method);
}

/** The property of the input that names a page: `cursor`, or what `x-cursor` says. */
function cursorOf({ operation: { extensions }, parameters }: OperationPlan): string | undefined {
  const said = extensions['x-cursor'];
  if (said === false || (isObject(said) && said.enabled === false)) return undefined;
  const written = typeof said === 'string' ? said : isObject(said) ? said.inputToken : undefined;
  const wanted = typeof written === 'string' ? written : 'cursor';
  return parameters.find(({ parameter, own }) => parameter.name === wanted || own === wanted)?.own;
}
