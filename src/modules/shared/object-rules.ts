import { type Expression, raw } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import { message } from './rules';

// Rules for inputs of the type `any` whose values are objects by name. A typed object would drop an attribute that it
// does not know without a word: a misspelt limit would be no limit.

/** The objects of an input by name; none where the input is no collection, which has a rule of its own. */
function entries(name: string): string {
  return `try({ for name, item in var.${name} : name => item }, {})`;
}

/** Objects by name, and nothing else; the message lists the names of what is none. @param example one in HCL. */
export function isObjects(name: string, example: string): Rule {
  return {
    condition: raw(`can([for item in values(var.${name}) : keys(item)])`),
    message: message(
      `${name} has `,
      `try(join(", ", [for name, item in var.${name} : name if !can(keys(item))]), "no names")`,
      `, which is no object: give an object of objects, such as ${example}.`,
    ),
  };
}

/** Names that a regular expression matches; the message lists those that it does not. */
export function namesMatch(name: string, pattern: string, rule: string): Rule {
  return mustBeEmpty(
    `[for key in try(keys(var.${name}), []) : key if !can(regex("${pattern}", key))]`,
    `${name} has the names `,
    rule,
  );
}

/** Attributes that are known; the message lists the others as `name.attribute`. */
export function attributesAreKnown(name: string, attributes: readonly string[]): Rule {
  const list = attributes.map((attribute) => `"${attribute}"`).join(', ');
  return mustBeEmpty(
    `flatten([for name, item in ${entries(name)} : [for key in try(keys(item), []) : "\${name}.\${key}" if !contains([${list}], key)]])`,
    `${name} has the unknown attributes `,
    `give any of ${attributes.join(', ')}.`,
  );
}

/** Whether an attribute has to be there. */
export type Presence = 'optional' | 'required';

/**
 * An attribute of each object; the message lists the names of those whose attribute is wrong, never its value, which may
 * be a secret.
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
  const absent = presence === 'optional';
  return mustBeEmpty(
    `[for name, item in ${entries(name)} : name if !(try(item.${attribute}, null) == null ? ${absent} : try(${test}, false))]`,
    `${name} has a wrong ${attribute} in `,
    rule,
  );
}

/** A condition that a list is empty, and a message that gives the list. @param list HCL */
export function mustBeEmpty(list: string, before: string, rule: string): Rule {
  const listed: Expression = raw(`jsonencode(${list})`);
  return { condition: raw(`length(${list}) == 0`), message: message(before, listed, `: ${rule}`) };
}
