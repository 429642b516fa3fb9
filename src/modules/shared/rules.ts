import { call, type Expression, forTuple, raw } from '../../hcl';
import type { Rule, VariableProps } from '../../module-stack/declarations';

/** A whole number between two bounds. @param unit what it counts, for the message. */
export function between(name: string, low: number, high: number, unit: string): Rule {
  return {
    condition: raw(`var.${name} >= ${low} && var.${name} <= ${high} && floor(var.${name}) == var.${name}`),
    message: message(
      `${name} is `,
      `var.${name}`,
      `: give a whole number of ${unit} from ${low} to ${high}.`,
    ),
  };
}

/** One of a few words. */
export function oneOf(name: string, words: readonly string[]): Rule {
  const list = words.map((word) => `"${word}"`).join(', ');
  return {
    condition: raw(`contains([${list}], var.${name})`),
    message: message(`${name} is "`, `var.${name}`, `": give one of ${words.join(', ')}.`),
    allowed: words,
  };
}

/** A text that a regular expression matches. @param rule what it has to be, for the message. */
export function matches(name: string, pattern: string, rule: string): Rule {
  return {
    condition: call('can', call('regex', pattern, raw(`var.${name}`))),
    message: message(`${name} is "`, `var.${name}`, `": ${rule}`),
  };
}

/** As `matches`, for an input that may be null. */
export function matchesOrNull(name: string, pattern: string, rule: string): Rule {
  const coalesced = `var.${name} == null ? "" : var.${name}`;
  return {
    condition: call('anytrue', [
      raw(`var.${name} == null`),
      call('can', call('regex', pattern, raw(coalesced))),
    ]),
    message: message(`${name} is "`, coalesced, `": ${rule}`),
  };
}

/** A list each item of which a regular expression matches; the message lists those that it does not. */
export function eachMatches(name: string, pattern: string, rule: string): Rule {
  const wrong = forTuple(
    ['item'],
    raw(`var.${name}`),
    raw('item'),
    raw(`!can(regex(${quoted(pattern)}, item))`),
  );
  return {
    condition: call(
      'alltrue',
      forTuple(['item'], raw(`var.${name}`), call('can', call('regex', pattern, raw('item')))),
    ),
    message: message(`${name} has `, call('jsonencode', wrong), `: ${rule}`),
  };
}

/** A map the names of which a regular expression matches; the message lists those that it does not. */
export function eachNameMatches(name: string, pattern: string, rule: string): Rule {
  const wrong = forTuple(
    ['key'],
    raw(`keys(var.${name})`),
    raw('key'),
    raw(`!can(regex(${quoted(pattern)}, key))`),
  );
  return {
    condition: call(
      'alltrue',
      forTuple(['key'], raw(`keys(var.${name})`), call('can', call('regex', pattern, raw('key')))),
    ),
    message: message(`${name} has `, call('jsonencode', wrong), `: ${rule}`),
  };
}

/** A message: text, what was got, text. */
export function message(before: string, got: string | Expression, after: string): Expression {
  return { $hcl: 'template', parts: [before, typeof got === 'string' ? raw(got) : got, after] };
}

function quoted(pattern: string): string {
  return `"${pattern.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
}

/** Inputs by name. */
export type Inputs = Readonly<Record<string, VariableProps>>;
