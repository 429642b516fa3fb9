import type { Problem } from '../errors';
import { type Attribute, attribute, type Block, block, type Expression, isIdentifier, raw } from '../hcl';
import { fromResolved } from './resolve';

/** An argument as the bindings describe it: they know whether it is a block. */
interface Typed {
  readonly value: unknown;
  readonly isBlock: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Arguments that CDKTF hands over without a description, and how each is written. */
const META = new Set(['count', 'for_each', 'provider', 'depends_on', 'lifecycle']);

/**
 * The resolved arguments of one element as the body of its block. What can't be placed is a problem, never dropped.
 *
 * @param fields what `toHclTerraform()` gives for the element, resolved.
 * @param where the element's address, for messages.
 */
export function bodyOf(fields: Fields, where: string, problems: Problem[]): (Attribute | Block)[] {
  const body: (Attribute | Block)[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (name === '//' || field === undefined) continue;
    if (name === 'dynamic')
      problems.push(unplaceable(where, name, field, 'use ModuleStack.dynamic() for a dynamic block'));
    else if (isTyped(field)) body.push(...typed(name, field, where, problems));
    else if (META.has(name)) body.push(...meta(name, field, where, problems));
    else if (isScalar(field)) body.push(attribute(name, fromResolved(field)));
    else {
      problems.push(
        unplaceable(
          where,
          name,
          field,
          'an override can only set a text, number or boolean: set the rest by the binding',
        ),
      );
    }
  }
  return body;
}

function isTyped(field: unknown): field is Typed {
  return (
    typeof field === 'object' && field !== null && 'value' in field && ('isBlock' in field || 'type' in field)
  );
}

function isScalar(field: unknown): boolean {
  return (
    ['string', 'number', 'boolean'].includes(typeof field) ||
    (typeof field === 'object' && field !== null && '$hcl' in field)
  );
}

function typed(name: string, field: Typed, where: string, problems: Problem[]): (Attribute | Block)[] {
  const extra = Object.keys(field).filter(
    (key) => !['value', 'isBlock', 'type', 'storageClassType'].includes(key),
  );
  if (extra.length) {
    problems.push(
      unplaceable(where, `${name}.${extra[0]}`, undefined, `set all of ${name} where the element is made`),
    );
  }
  if (field.value === undefined || field.value === null) return [];
  if (!field.isBlock) return [attribute(name, fromResolved(plain(field.value)))];
  const items = Array.isArray(field.value) ? field.value : [field.value];
  return items.map((item) => block(name, [], bodyOf(item as Fields, `${where}.${name}`, problems)));
}

/** A value whose nested objects may be described like arguments: the descriptions are taken off. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || '$hcl' in value) return value;
  if (isTyped(value) && 'storageClassType' in value) return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function meta(name: string, field: unknown, where: string, problems: Problem[]): (Attribute | Block)[] {
  if (name === 'depends_on') return [attribute(name, references(field, where, problems))];
  if (name === 'provider') return [attribute(name, reference(field, where, problems))];
  if (name === 'lifecycle') return [lifecycle(field as Fields, where, problems)];
  return [attribute(name, fromResolved(field))];
}

/** References stand bare: in quotes they are deprecated. */
function reference(value: unknown, where: string, problems: Problem[]): Expression {
  const expression = fromResolved(value);
  if (expression.$hcl === 'raw') return expression;
  const words = expression.$hcl === 'literal' ? String(expression.value) : '';
  if (words.split('.').every((word) => isIdentifier(word))) return raw(words);
  problems.push(unplaceable(where, 'a reference', value, 'name a resource as type.name'));
  return raw('null');
}

function references(value: unknown, where: string, problems: Problem[]): Expression {
  const items = Array.isArray(value) ? value : [value];
  return { $hcl: 'tuple', items: items.map((item) => reference(item, where, problems)) };
}

function lifecycle(fields: Fields, where: string, problems: Problem[]): Block {
  const body: (Attribute | Block)[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (field === undefined) continue;
    if (name === 'precondition' || name === 'postcondition') {
      const rules = Array.isArray(field) ? field : [field];
      for (const rule of rules as Fields[]) {
        body.push(
          block(
            name,
            [],
            [
              attribute('condition', fromResolved(rule.condition)),
              attribute('error_message', fromResolved(rule.error_message)),
            ],
          ),
        );
      }
    } else if (name === 'ignore_changes' && field === 'all') body.push(attribute(name, raw('all')));
    else if (name === 'ignore_changes' || name === 'replace_triggered_by') {
      body.push(attribute(name, references(field, where, problems)));
    } else if (name === 'create_before_destroy' || name === 'prevent_destroy') {
      body.push(attribute(name, fromResolved(field)));
    } else
      problems.push(
        unplaceable(where, `lifecycle.${name}`, field, 'use a lifecycle argument that Terraform has'),
      );
  }
  return block('lifecycle', [], body);
}

/** The problem of something that has no place in the emitted text. */
export function unplaceable(where: string, what: string, got: unknown, fix: string): Problem {
  return { where, what: `${what} can't be written as HCL`, ...(got === undefined ? {} : { got }), fix };
}
