import { call, condition, type Expression, forTuple, outermost, raw, type Value } from '../../hcl';
import type { Rule, VariableProps } from '../../module-stack/declarations';

/** A whole number between two bounds. @param unit what it counts, for the message. */
export function between(name: string, low: number, high: number, unit: string): Rule {
  return {
    condition: condition(
      `var.${name} >= ${low} && var.${name} <= ${high} && floor(var.${name}) == var.${name}`,
    ),
    message: message(
      `${name} is `,
      `var.${name}`,
      `: give a whole number of ${unit} from ${low} to ${high}.`,
    ),
    range: { from: low, to: high, unit },
  };
}

/** As `between`, for an input that may be null. */
export function betweenOrNull(name: string, low: number, high: number, unit: string): Rule {
  return {
    ...between(name, low, high, unit),
    condition: raw(
      `var.${name} == null ? true : min(${high}, max(${low}, floor(var.${name}))) == var.${name}`,
    ),
    message: sentence(
      `${name} is `,
      `jsonencode(var.${name})`,
      `: give a whole number of ${unit} from ${low} to ${high}, or leave it out.`,
    ),
  };
}

/** One of a few words. */
export function oneOf(name: string, words: readonly string[]): Rule {
  return {
    condition: raw(`contains(${listOf(words)}, var.${name})`),
    message: message(`${name} is "`, `var.${name}`, `": give one of ${words.join(', ')}.`),
    allowed: words,
  };
}

/** As `oneOf`, for an input that may be null. */
export function oneOfOrNull(name: string, words: readonly string[]): Rule {
  return {
    condition: raw(`var.${name} == null ? true : contains(${listOf(words)}, var.${name})`),
    message: message(
      `${name} is `,
      `jsonencode(var.${name})`,
      `: give one of ${words.join(', ')}, or leave it out.`,
    ),
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
  return {
    condition: raw(`var.${name} == null || can(regex(${quoted(pattern)}, var.${name}))`),
    message: message(`${name} is `, `jsonencode(var.${name})`, `: ${rule}`),
  };
}

/** A list each item of which a regular expression matches; the message lists those that it does not. */
export function eachMatches(name: string, pattern: string, rule: string): Rule {
  return eachIs(
    [[['item'], `var.${name}`]],
    `can(regex(${quoted(pattern)}, item))`,
    sentence(`${name} has `, 'jsonencode(item)', `: ${rule}`),
  );
}

/** A map the names of which a regular expression matches; the message lists those that it does not. */
export function eachNameMatches(name: string, pattern: string, rule: string): Rule {
  return eachIs(
    [[['key'], `keys(var.${name})`]],
    `can(regex(${quoted(pattern)}, key))`,
    sentence(`${name} has the name "`, 'key', `": ${rule}`),
  );
}

/** A loop of a rule: its variables, the collection in HCL, and which of its items to look at; all where it is left out. */
export type Loop = readonly [names: readonly string[], collection: string | Expression, those?: string];

/**
 * A rule for each item of a collection. The message has a sentence for each item that is wrong, a line each.
 *
 * @param loops the loop over the collection, and those inside of it where items are collections themselves
 * @param right HCL over the variables of the loops, true for a right item: a call, or a comparison
 * @param problem the sentence, over the same variables
 */
export function eachIs(loops: readonly Loop[], right: string, problem: Value): Rule {
  const those = loops.at(-1)?.[2];
  const wrong = those === undefined ? not(right) : `${those} ? ${not(right)} : false`;
  const list = (value: Value, filter: string | undefined) => {
    const nested = loops.reduceRight<Value>((inner, [names, collection, of], i) => {
      const condition = i === loops.length - 1 ? filter : of;
      const items = typeof collection === 'string' ? raw(collection) : collection;
      return forTuple([...names], items, inner, ...(condition === undefined ? [] : [raw(condition)]));
    }, value);
    return loops.length > 1 ? call('flatten', nested) : nested;
  };
  return {
    condition: call('alltrue', list(raw(right), those)),
    message: call('join', '\n', list(problem, wrong)),
  };
}

/** The contrary, in as few signs as there can be. */
function not(code: string): string {
  const isCall = (text: string) => /^[a-z]+\( *\)$/.test(outermost(text));
  if (code.startsWith('!') && isCall(code.slice(1))) return code.slice(1);
  return isCall(code) ? `!${code}` : `!(${code})`;
}

/** Text and HCL in turns, as one text. @example sentence('name is ', 'var.name', '.') */
export function sentence(...parts: readonly string[]): Expression {
  return { $hcl: 'template', parts: parts.map((part, i) => (i % 2 ? raw(part) : part)) };
}

/** A message: text, what was got, text. */
export function message(before: string, got: string | Expression, after: string): Expression {
  return { $hcl: 'template', parts: [before, typeof got === 'string' ? raw(got) : got, after] };
}

/** A list of words in HCL. @param words without quotes and backslashes */
export function listOf(words: readonly string[]): string {
  return `[${words.map((word) => `"${word}"`).join(', ')}]`;
}

function quoted(pattern: string): string {
  return `"${pattern.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
}

/** Inputs by name. */
export type Inputs = Readonly<Record<string, VariableProps>>;
