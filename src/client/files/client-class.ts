import { docComment, identifier, type TypeScript, typescript } from '../../language';
import { camelCase, pascalCase } from '../../naming';
import type { ApiModel } from '../../openapi';
import { bracketed } from '../layout';
import { functionName, type TypeNames } from '../names';
import { callParameters, comment, type NamedPlan, resultType } from './operations';

/** The operations of one tag, or of none. */
export interface Group {
  /** Property of the client; undefined for operations that are methods of the client itself. */
  readonly member: string | undefined;
  readonly words: string;
  /** The operations by the name of their method. */
  readonly methods: ReadonlyMap<string, NamedPlan>;
}

/** The groups of a client: one for each tag where that is asked for, else one alone. */
export function groupsOf(api: ApiModel, plans: readonly NamedPlan[], byTag: boolean): readonly Group[] {
  const all = (some: readonly NamedPlan[]) => new Map(some.map((one) => [one.plan.name, one]));
  if (!byTag) return [{ member: undefined, words: '', methods: all(plans) }];
  const tags = new Set(plans.flatMap(({ plan }) => plan.operation.tags));
  const members = new Map<string, string[]>();
  for (const tag of tags) {
    const member = functionName(camelCase(tag)) ?? tag;
    members.set(member, [...(members.get(member) ?? []), tag]);
  }
  const groups = [...members].map(([member, names]): Group => {
    const own = plans.filter(({ plan }) => plan.operation.tags.some((tag) => names.includes(tag)));
    const words = api.tags.find(({ name }) => names.includes(name))?.description ?? '';
    return { member, words, methods: shortNames(own, names) };
  });
  const free = plans.filter(({ plan }) => plan.operation.tags.length === 0);
  const clash = groups.map(({ member }) => member ?? '');
  // A method of the client itself that has the name of a group gives way
  const methods = new Map(
    free.map((one) => [clash.includes(one.plan.name) ? `${one.plan.name}_` : one.plan.name, one]),
  );
  return [{ member: undefined, words: '', methods }, ...groups];
}

/** Names within a tag: the id that several tags share is what it is in each, without the tag before it. */
function shortNames(plans: readonly NamedPlan[], tags: readonly string[]): ReadonlyMap<string, NamedPlan> {
  const takers = new Map<string, NamedPlan[]>();
  for (const one of plans) {
    const { operation, name } = one.plan;
    const isPrefixed = tags.some((tag) => operation.id === `${tag}.${operation.operationId}`);
    const short = (isPrefixed ? functionName(camelCase(operation.operationId ?? '')) : undefined) ?? name;
    takers.set(short, [...(takers.get(short) ?? []), one]);
  }
  return new Map(
    [...takers].flatMap(([short, some]) =>
      some.map((one) => [some.length === 1 ? short : one.plan.name, one] as const),
    ),
  );
}

/** The class of the client, and one for each group. */
export function clientClass(
  api: ApiModel,
  type: string,
  groups: readonly Group[],
  names: TypeNames,
): TypeScript {
  const named = groups.map((group) => ({
    ...group,
    type: group.member === undefined ? type : names.take(`${pascalCase(group.member)}Operations`),
  }));
  const inner = named.filter(({ member }) => member !== undefined);
  const own = named.find(({ member }) => member === undefined);
  const classes = inner.map(
    (
      group,
    ) => typescript`${group.words === '' ? docComment(`Operations of ${group.member}.`) : docComment(group.words)}export class ${identifier(group.type)} {
  readonly connection: runtime.Connection;

  constructor(connection: runtime.Connection) {
    this.connection = connection;
  }
${methodsOf(group)}}

`,
  );
  const members = inner.map(
    ({ member = '', type: of, words }) =>
      typescript`${words === '' ? typescript`` : docComment(words, '  ')}  readonly ${identifier(member)}: ${identifier(of)};\n`,
  );
  const made = inner.map(
    ({ member = '', type: of }) =>
      typescript`    this.${identifier(member)} = new ${identifier(of)}(connection);\n`,
  );
  const words = api.info.description ?? '';
  return typescript`${classes}${docComment(words.trim() === '' ? api.info.title : `${api.info.title}\n\n${words.trim()}`)}export class ${identifier(type)} {
  readonly connection: runtime.Connection;
${members}
  constructor(connection: runtime.Connection) {
    this.connection = connection;
${made}  }
${own ? methodsOf(own) : typescript``}}
`;
}

/** Names that a class has anyway. */
const MEMBERS = new Set(['constructor', 'connection']);

function methodsOf({ methods }: Group): readonly TypeScript[] {
  return [...methods].map(([method, named]) => {
    const parameters = callParameters(named, 'operations.');
    const given = typescript.raw(named.types.input ? ', input' : '');
    const name = identifier(MEMBERS.has(method) ? `${method}_` : method);
    const result = resultType(named, 'operations.');
    const list = bracketed('(', parameters, '  ', `${method}(): ${result.text} {`.length);
    return typescript`
${comment(named.plan, '  ')}  ${name}${list}: ${result} {
    return operations.${identifier(named.plan.name)}(this.connection${given}, options);
  }
`;
  });
}
