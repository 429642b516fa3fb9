import { raw } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import { eachIs, type Loop, listOf, message, sentence } from './rules';

// Rules for inputs of the type `any` whose values are objects by name. A typed object would drop an attribute that it
// does not know without a word: a misspelt limit would be no limit.

/** The attributes of the objects of an input, each with its type constraint; required ones first. */
export type Attributes = Readonly<Record<string, string>>;

/**
 * The type constraint of objects by name, or in a list.
 *
 * @example objectsOf('map', { arn: 'string', enabled: 'optional(bool)' })
 */
export function objectsOf(around: 'map' | 'list', attributes: Attributes): string {
  const width = Math.max(...Object.keys(attributes).map(({ length }) => length));
  const lines = Object.entries(attributes).map(([name, type]) => `  ${name.padEnd(width)} = ${type}\n`);
  return `${around}(object({\n${lines.join('')}}))`;
}

/** The objects of an input by name; none where the input is no collection, which has a rule of its own. */
export function items(name: string): Loop {
  return [['name', 'item'], `try({ for name, item in var.${name} : name => item }, {})`];
}

/** Objects by name, and nothing else; the message lists the names of what is none. @param example one in HCL. */
export function isObjects(name: string, example: string): Rule {
  return {
    condition: raw(`can([for item in values(var.${name}) : keys(item)])`),
    message: message(
      `${name}: `,
      `try(join(", ", [for name, item in var.${name} : name if !can(keys(item))]), "the whole value")`,
      ` is not an object. Give objects by name, such as ${example}.`,
    ),
  };
}

/** Names that a regular expression matches; the message lists those that it does not. */
export function namesMatch(name: string, pattern: string, rule: string): Rule {
  return eachIs(
    [[['key'], `try(keys(var.${name}), [])`]],
    `can(regex("${pattern}", key))`,
    sentence(`${name} has the name "`, 'key', `": ${rule}`),
  );
}

/** Attributes that are known; the message lists the others as `name.attribute`. */
export function attributesAreKnown(name: string, attributes: Attributes): Rule {
  const known = Object.keys(attributes);
  return eachIs(
    [items(name), [['key'], 'try(keys(item), [])']],
    `contains(${listOf(known)}, key)`,
    sentence(`${name}.`, 'name', ' has the unknown attribute ', 'key', `: give any of ${known.join(', ')}.`),
  );
}

/** Whether an attribute has to be there. */
export type Presence = 'optional' | 'required';

/**
 * An attribute of each object; the message lists each that is wrong, with its value.
 *
 * @param test HCL over `item.<attribute>`; an error in it counts as false.
 * @param rule what the attribute has to be.
 */
export function attributeIs(
  name: string,
  attribute: string,
  test: string,
  rule: string,
  presence: Presence = 'optional',
): Rule {
  return eachIs(
    [items(name)],
    presence === 'optional'
      ? `try(item.${attribute} == null, true) || try(${test}, false)`
      : `try(item.${attribute} != null && (${test}), false)`,
    sentence(
      `${name}.`,
      'name',
      `.${attribute} is `,
      `jsonencode(try(item.${attribute}, null))`,
      `: ${rule}`,
    ),
  );
}
