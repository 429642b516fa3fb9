import { authorizerWord, count, kindWord, methodCounts, runsOnWord, withoutRouteIn } from './labels';
import type { ApiReport, OperationReport } from './report';

/** A picture of one API, as data: callers, the API, ways in, and what answers, with operations in groups. */
export interface Diagram {
  readonly title: string;
  /** The line below the name: the kind of API and its stage. */
  readonly subtitle: string;
  readonly gates: readonly Gate[];
  readonly targets: readonly Target[];
  /** The arrows from gates to targets, by their places. */
  readonly edges: readonly (readonly [gate: number, target: number])[];
}

/** A way in: how callers are known, or that they need not be. */
export interface Gate {
  readonly title: string;
  readonly operations: number;
  /** Whether anyone may pass. */
  readonly open: boolean;
}

/** A target: a function, functions that are alike, a server, a service, or nothing at all. */
export interface Target {
  readonly title: string;
  readonly subtitle: string;
  readonly groups: readonly Group[];
  /** Whether nothing leads here: the operations have no route. */
  readonly unreached: boolean;
}

/** Operations that belong together: by their first tag, else by the first part of their path. */
export interface Group {
  readonly title: string;
  readonly operations: readonly OperationReport[];
  /** Whether each operation is to be named; else they are counted, and those that are open are named. */
  readonly detailed: boolean;
}

/** Most operations of a diagram that names each; more are counted. */
const DETAILED = 80;
/** Most groups of a target; the remaining ones are one group. */
const GROUPS = 60;

/** The picture of an API. Operations without a route are a target that nothing leads to. */
export function diagram(api: ApiReport): Diagram {
  const reached = api.operations.filter(({ runsOn }) => runsOn?.type !== 'nothing');
  const unreached = withoutRouteIn(api.operations);
  const gates = gatesOf(api, reached);
  const targets = targetsOf(api, reached);
  const edges = new Map<string, readonly [number, number]>();
  for (const operation of reached) {
    const edge = [
      gates.findIndex(({ key }) => key === gateKey(operation)),
      targets.findIndex(({ key }) => key === targetKey(operation)),
    ] as const;
    edges.set(edge.join(), edge);
  }
  const detailed = reached.length <= DETAILED;
  return {
    title: api.name,
    subtitle:
      api.kind === 'function-url'
        ? kindWord(api)
        : `${kindWord(api)}, stage ${api.stage ?? 'decided in Terraform'}`,
    gates: gates.map(({ key, ...gate }) => gate),
    targets: [
      ...targets.map(({ title, subtitle, operations }) => ({
        title,
        subtitle,
        groups: groupsOf(operations, detailed),
        unreached: false,
      })),
      ...(unreached.length
        ? [
            {
              title: `${unreached.length} without a route`,
              subtitle: 'no request gets to these',
              groups: groupsOf(unreached, unreached.length <= DETAILED),
              unreached: true,
            },
          ]
        : []),
    ],
    edges: [...edges.values()],
  };
}

function gateKey({ callers }: OperationReport): string {
  return callers ?? '?';
}

function gatesOf({ authorizers }: ApiReport, reached: readonly OperationReport[]) {
  const unclear = reached.filter(({ callers }) => callers === null).length;
  return [
    ...authorizers.map((authorizer) => ({
      key: authorizer.name,
      title: authorizer.name === 'NONE' ? 'open to anyone' : authorizerWord(authorizer),
      operations: authorizer.operations,
      open: authorizer.name === 'NONE',
    })),
    ...(unclear ? [{ key: '?', title: 'decided in Terraform', operations: unclear, open: false }] : []),
  ];
}

/** Functions of single operations are one target: there can be hundreds of them. */
function targetKey({ runsOn }: OperationReport): string {
  if (runsOn === null) return '?';
  if (runsOn.type !== 'function')
    return runsOn.type === 'aws' || runsOn.type === 'mock' ? runsOn.type : 'other';
  return runsOn.shared ? 'shared' : 'own';
}

function targetsOf(api: ApiReport, reached: readonly OperationReport[]) {
  const operations = new Map<string, OperationReport[]>();
  for (const one of reached) operations.set(targetKey(one), [...(operations.get(targetKey(one)) ?? []), one]);
  const shared = api.functions.find((one) => one.shared);
  const size = (memory: number | null | undefined) => (memory ? `, ${memory} MB` : '');
  const own = (operations.get('own') ?? []).filter(({ shadowedBy }) => !shadowedBy);
  const words: Readonly<Record<string, readonly [string, string]>> = {
    shared: [
      `Lambda function ${shared?.name ?? api.name}`,
      `one function for all of these${size(shared?.memory)}`,
    ],
    own: [
      own.length === 1
        ? `Lambda function ${own[0] ? runsOnWord(own[0]) : ''}`
        : `${own.length} Lambda functions`,
      own.length === 1 ? 'its own function' : `one for each operation: ${api.name}-…`,
    ],
    other: ['Servers and other functions', 'not of this module'],
    aws: ['AWS services', 'called by API Gateway itself'],
    mock: ['API Gateway', 'fixed answers'],
    '?': ['Decided in Terraform', 'the value is an expression'],
  };
  return ['shared', 'own', 'other', 'aws', 'mock', '?'].flatMap((key) => {
    const all = operations.get(key);
    const [title = '', subtitle = ''] = words[key] ?? [];
    return all ? [{ key, title, subtitle: `${subtitle}`, operations: all }] : [];
  });
}

function groupsOf(operations: readonly OperationReport[], detailed: boolean): readonly Group[] {
  const groups = new Map<string, OperationReport[]>();
  for (const one of operations) groups.set(groupName(one), [...(groups.get(groupName(one)) ?? []), one]);
  const all = [...groups].map(([title, members]) => ({ title, operations: members, detailed }));
  if (all.length <= GROUPS) return all;
  const rest = all.slice(GROUPS - 1);
  const others = {
    title: count(rest.length, 'more group'),
    operations: rest.flatMap((one) => one.operations),
    detailed,
  };
  return [...all.slice(0, GROUPS - 1), others];
}

function groupName({ tags: [tag], path }: OperationReport): string {
  return tag ?? `/${path.split('/')[1] ?? ''}`;
}

/** A line on an operation, or on several that are counted. */
export interface Line {
  /** Method of the operation; empty where several are counted. */
  readonly method: string;
  readonly text: string;
  readonly open: boolean;
}

/** Most open operations that are named where the others are counted. */
const NAMED = 6;

/** The lines on the operations of a group: each of them, or their number and those that are open. */
export function linesOf({ operations, detailed }: Group): readonly Line[] {
  const named = (one: OperationReport) => ({ method: one.method, text: one.path, open: one.public === true });
  if (detailed) return operations.map(named);
  const open = operations.filter((one) => one.public);
  const counts = methodCounts(operations).map(([method, number]) => `${method} ${number}`);
  const all = open.length === operations.length;
  const more = open.length - NAMED;
  return [
    { method: '', text: commonPath(operations), open: false },
    { method: '', text: counts.join(', '), open: all },
    ...(all ? [] : open.slice(0, NAMED).map(named)),
    ...(all || more <= 0 ? [] : [{ method: '', text: `and ${more} more`, open: true }]),
  ];
}

/** The beginning that all paths of a group have in common, whole parts of it. */
function commonPath(operations: readonly Pick<OperationReport, 'path'>[]): string {
  const [first = [], ...rest] = operations.map(({ path }) => path.split('/').filter(Boolean));
  const end = first.findIndex((part, i) => rest.some((parts) => parts[i] !== part));
  return `/${(end === -1 ? first : first.slice(0, end)).join('/')}`;
}
