import type { ApiReport, AuthorizerReport, LimitReport, OperationReport } from './report';

/** The label of operations that anyone may call. */
export const PUBLIC = 'PUBLIC';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export function kindWord({ kind }: Pick<ApiReport, 'kind'>): string {
  return { rest: 'REST API', http: 'HTTP API', 'function-url': 'function URL' }[kind];
}

/** The authorization of an operation, in words. */
export function callersWord({ callers, scopes, apiKey, undecided, runsOn }: OperationReport): string {
  if (runsOn?.type === 'nothing') return '–';
  const who = callers === null ? `? ${undecided.callers}` : callers === 'NONE' ? PUBLIC : callers;
  const key = apiKey ? ' + API key' : '';
  return `${who}${scopes.length ? ` ${scopes.join(' ')}` : ''}${key}`;
}

/** An authorizer, in words. */
export function authorizerWord({ name, type }: AuthorizerReport): string {
  if (name === 'NONE') return 'anyone';
  if (type === undefined) {
    const words: Readonly<Record<string, string>> = {
      IAM: 'signed requests (IAM)',
      COGNITO: 'Cognito user pool',
      JWT: 'JWT issuer',
    };
    return words[name] ?? name;
  }
  const words: Readonly<Record<string, string>> = {
    TOKEN: 'Lambda authorizer, token',
    REQUEST: 'Lambda authorizer',
    COGNITO: 'Cognito user pools',
    JWT: 'JWT issuer',
  };
  return `${name} (${words[type] ?? type})`;
}

/** The target of an operation, in a few words. */
export function runsOnWord({ runsOn, undecided }: OperationReport): string {
  if (runsOn === null) return `? ${undecided.runsOn ?? undecided.callers}`;
  const { type } = runsOn;
  const name = runsOn.name.replace(/^\$\{([^{}]*)\}$/, '$1');
  if (type === 'function') return name;
  if (type === 'lambda') return `existing ${name}`;
  if (type === 'aws') return `AWS ${name}`;
  if (type === 'mock') return name;
  if (type === 'nothing') return 'no route';
  return name;
}

/** The operations that no request gets to. */
export function withoutRouteIn(operations: readonly OperationReport[]): OperationReport[] {
  return operations.filter(({ runsOn }) => runsOn?.type === 'nothing');
}

/** The reasons why no request gets to operations, a line for each: `GET /a (a), GET /b (b): enabled = false`. */
export function reasonsOf(operations: readonly OperationReport[]): string[] {
  const places = new Map<string, string[]>();
  for (const { method, path, id, runsOn } of withoutRouteIn(operations)) {
    const reason = runsOn?.name ?? '';
    places.set(reason, [...(places.get(reason) ?? []), `${method} ${path} (${id})`]);
  }
  return [...places].map(([reason, all]) => `${all.join(', ')}: ${reason}`);
}

/** Remarks on an operation. */
export function remarks({ streams, streamed, deprecated, runsOn, shadowedBy }: OperationReport): string {
  const words: string[] = [];
  if (streams && runsOn?.type !== 'nothing') {
    const form = streams === 'jsonl' ? 'JSON Lines' : 'events';
    words.push(streamed === null ? form : streamed ? `streams ${form}` : `${form} in one piece`);
  }
  if (shadowedBy) words.push(`on the route of ${shadowedBy}`);
  if (deprecated) words.push('deprecated');
  return words.join(', ');
}

/** A number with its unit: `16`, `38 KB`, `29 s`. */
export function amount(value: number, unit: LimitReport['unit']): string {
  if (unit === 'count') return String(value);
  if (unit === 'seconds') return `${value} s`;
  const KB = 1024;
  if (value < KB * KB) return `${Math.max(1, Math.round(value / KB))} KB`;
  return `${Number((value / KB / KB).toFixed(1))} MB`;
}

/** Operations with the ways that are asked for most often first: GET, POST, PUT, PATCH, DELETE, and the others. */
export function methodCounts(operations: readonly Pick<OperationReport, 'method'>[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { method } of operations) counts.set(method, (counts.get(method) ?? 0) + 1);
  const rank = (method: string) => (METHODS.indexOf(method) + METHODS.length + 1) % (METHODS.length + 1);
  return [...counts].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

/** A number with its noun: `1 operation`, `2 operations`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A text of a given length at the most, with … where something is left out: at the end, or in the middle of a path. */
export function elided(text: string, most: number, where: 'end' | 'middle' = 'end'): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  if (most <= 1) return '…';
  if (where === 'end') return `${letters.slice(0, most - 1).join('')}…`;
  const end = Math.floor((most - 1) / 2);
  return `${letters.slice(0, most - 1 - end).join('')}…${letters.slice(letters.length - end).join('')}`;
}
