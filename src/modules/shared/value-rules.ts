import { call } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import { type Attributes, items } from './object-rules';
import { eachIs, sentence } from './rules';

// Rules for objects by name, in lines that a reader of the module takes in: the value that a rule is about has a name.

/** Attributes that are known, and those among them that have to be there. */
export function attributesAre(name: string, required: string, attributes: Attributes): Rule[] {
  const known = Object.keys(attributes);
  return [
    eachIs(
      [items(name), [['key'], 'try(keys(item), [])']],
      `contains(split(" ", "${known.join(' ')}"), key)`,
      call('join', ' ', [
        sentence(`${name}.`, 'name', ' has the unknown attribute ', 'key', ': give any of'),
        `${known.join(', ')}.`,
      ]),
    ),
    eachIs(
      [items(name)],
      `try(item.${required} != null, false)`,
      sentence(`${name}.`, 'name', ` has no ${required}: give it.`),
    ),
  ];
}

/**
 * What an attribute of each object has to be where it is given; the message lists each that is wrong, with its value.
 *
 * @param test HCL over `value`, and `item` with the other attributes; an item of a list is a value of its own
 * @param rule what the value has to be
 */
export function valueIs(name: string, attribute: string, test: string, rule: string): Rule {
  return eachIs(
    [items(name), [['value'], `try(item.${attribute}[*], [])`]],
    test,
    sentence(`${name}.`, 'name', `.${attribute} is `, 'jsonencode(value)', `: ${rule}`),
  );
}

/** As `valueIs`, for a whole number between two bounds. @param unit what it counts, with what there is to say of it */
export function valueIsWhole(name: string, attribute: string, low: number, high: number, unit: string): Rule {
  return valueIs(
    name,
    attribute,
    `try(min(${high}, max(${low}, floor(value))) == value, false)`,
    `give a whole number of ${unit} from ${low} to ${high}.`,
  );
}

/** As `valueIs`, for a flag. */
export function valueIsFlag(name: string, attribute: string): Rule {
  return valueIs(name, attribute, 'can(tobool(value))', 'give true or false.');
}
