import type { Problem } from '../errors';
import {
  type Attribute,
  attribute,
  type Block,
  block,
  type Expression,
  isExpression,
  isIdentifier,
  raw,
} from '../hcl';
import { fromResolved } from '../module-stack/token';
import { ruleMessage } from './message';

/** An argument as the bindings describe it: they know whether it is a block. */
interface Typed {
  readonly value: unknown;
  readonly isBlock: boolean;
  readonly type?: string;
  /** `any` where the binding left a block's description out (WAF statements, QuickSight definitions). */
  readonly storageClassType?: string;
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
export function argumentsToBody(fields: Fields, where: string, problems: Problem[]): (Attribute | Block)[] {
  const body: (Attribute | Block)[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (name === '//' || field === undefined || !checkName(name, where, problems)) continue;
    const fix = UNSUPPORTED_META[name];
    if (META.has(name)) body.push(...meta(name, isTyped(field) ? field.value : field, where, problems));
    else if (fix !== undefined && !isTyped(field)) problems.push(notRepresentable(where, name, field, fix));
    else if (isTyped(field)) body.push(...typed(name, field, where, problems));
    else if (isScalar(field)) body.push(attribute(name, fromResolved(field)));
    else if (isFields(field) && 'dynamic' in field && 'isBlock' in field) {
      const fix = 'use ModuleStack.dynamic() for a dynamic block';
      problems.push(notRepresentable(where, `${name} from an iterator`, undefined, fix));
    } else {
      const only = 'an override can only set a text, number, boolean or null: set the rest by the binding';
      problems.push(notRepresentable(where, name, field, only));
    }
  }
  return body;
}

/** Meta-arguments of CDKTF that a module declares in another way, or cannot have. */
const UNSUPPORTED_META: Readonly<Record<string, string>> = {
  provisioner: 'leave it out: a module of Terragate runs no commands',
  connection: 'leave it out: a module of Terragate runs no commands',
  providers: 'leave it out: a module gets its providers from its caller',
};

/** Whether a name can stand without quotes, as arguments, blocks and addresses do. */
export function checkName(name: string, where: string, problems: Problem[]): boolean {
  if (isIdentifier(name)) return true;
  problems.push(
    notRepresentable(where, `the name ${JSON.stringify(name)}`, undefined, 'use letters, digits, - and _'),
  );
  return false;
}

function isTyped(field: unknown): field is Typed {
  return (
    typeof field === 'object' && field !== null && 'value' in field && ('isBlock' in field || 'type' in field)
  );
}

function isScalar(field: unknown): boolean {
  return field === null || ['string', 'number', 'boolean'].includes(typeof field) || isExpression(field);
}

function typed(name: string, field: Typed, where: string, problems: Problem[]): (Attribute | Block)[] {
  const extra = Object.keys(field).filter(
    (key) => !['value', 'isBlock', 'type', 'storageClassType'].includes(key),
  );
  if (extra.length) {
    problems.push(
      notRepresentable(
        where,
        `${name}.${extra[0]}`,
        undefined,
        `set all of ${name} where the element is made`,
      ),
    );
  }
  if (field.storageClassType === 'any') {
    const fix = 'give it in another way: the binding does not say which of it are blocks';
    problems.push(notRepresentable(where, name, undefined, fix));
    return [];
  }
  if (!isBlock(name, field)) return [attribute(name, fromResolved(plain(field.value)))];
  if (field.value === null) return [];
  const items = Array.isArray(field.value) ? field.value : [field.value];
  return items.flatMap((item) => {
    if (isFields(item)) return [block(name, [], argumentsToBody(item, `${where}.${name}`, problems))];
    const fix = 'use ModuleStack.dynamic() for a block that an expression decides on';
    problems.push(notRepresentable(where, `the block ${name} as an expression`, undefined, fix));
    return [];
  });
}

/** The bindings call some objects and maps blocks; `timeouts` is a block everywhere. */
function isBlock(name: string, { isBlock: said, type = '' }: Typed): boolean {
  return said && (name === 'timeouts' || !['struct', 'map'].includes(type));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExpression(value);
}

/** A value whose nested objects may be described like arguments: the descriptions are taken off. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || isExpression(value)) return value;
  if (isTyped(value) && 'storageClassType' in value) return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function meta(name: string, field: unknown, where: string, problems: Problem[]): (Attribute | Block)[] {
  if (name === 'depends_on') return [attribute(name, references(field, where, problems))];
  if (name === 'provider') return [attribute(name, reference(field, where, problems))];
  if (name === 'lifecycle') return lifecycle(field, where, problems);
  return [attribute(name, fromResolved(field))];
}

const REFERENCE = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_*][\w-]*|\[(?:\d+|\*|"[^"\\$%]*")\])*$/;

/** References stand bare: in quotes they are deprecated. */
function reference(value: unknown, where: string, problems: Problem[]): Expression {
  const expression = fromResolved(value);
  if (expression.$hcl === 'raw') return expression;
  if (expression.$hcl === 'literal' && REFERENCE.test(String(expression.value)))
    return raw(String(expression.value));
  problems.push(
    notRepresentable(where, 'a reference', value, 'name a resource as type.name, an argument as its name'),
  );
  return raw('null');
}

function references(value: unknown, where: string, problems: Problem[]): Expression {
  const items = Array.isArray(value) ? value : [value];
  return { $hcl: 'tuple', items: items.map((item) => reference(item, where, problems)) };
}

const LIFECYCLE_FIX = 'use the lifecycle arguments that Terraform has';

function lifecycle(fields: unknown, where: string, problems: Problem[]): Block[] {
  if (!isFields(fields)) {
    problems.push(notRepresentable(where, 'lifecycle', fields, LIFECYCLE_FIX));
    return [];
  }
  const body: (Attribute | Block)[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (field === undefined) continue;
    if (name === 'precondition' || name === 'postcondition') {
      for (const rule of Array.isArray(field) ? field : [field])
        body.push(...ruleBlock(name, rule, where, problems));
    } else if (name === 'ignore_changes' && field === 'all') body.push(attribute(name, raw('all')));
    else if (name === 'ignore_changes' || name === 'replace_triggered_by') {
      body.push(attribute(name, references(field, where, problems)));
    } else if (name === 'create_before_destroy' || name === 'prevent_destroy') {
      body.push(attribute(name, fromResolved(field)));
    } else problems.push(notRepresentable(where, `lifecycle.${name}`, field, LIFECYCLE_FIX));
  }
  return body.length ? [block('lifecycle', [], body)] : [];
}

function ruleBlock(name: string, rule: unknown, where: string, problems: Problem[]): Block[] {
  const fields = isFields(rule) ? rule : {};
  if (Object.keys(fields).sort().join() !== 'condition,error_message') {
    const fix = 'give it a condition and an error message, and nothing else';
    problems.push(notRepresentable(where, `lifecycle.${name}`, rule, fix));
    return [];
  }
  const { condition, error_message: message } = fields;
  return [
    block(
      name,
      [],
      [
        attribute('condition', fromResolved(condition)),
        attribute('error_message', ruleMessage(fromResolved(message))),
      ],
    ),
  ];
}

/** The problem of something that has no place in the emitted text. */
export function notRepresentable(where: string, what: string, got: unknown, fix: string): Problem {
  return { where, what: `${what} can't be written as HCL`, ...(got === undefined ? {} : { got }), fix };
}
