import type { Problem } from '../errors';
import type { TerraformElement } from '../framework';
import {
  type Attribute,
  arrange,
  attribute,
  type Block,
  blank,
  block,
  type Expression,
  isIdentifier,
  type Value,
} from '../hcl';
import type { BlockMetadata, ModuleStack } from '../module-stack/module-stack';
import { argumentsToBody, checkName, notRepresentable } from './arguments';
import { resolve } from './resolve';

type Fields = Readonly<Record<string, unknown>>;

/** A block and the address by which others name it. */
export interface AddressedBlock {
  readonly address: string;
  readonly block: Block;
}

/** The input for the blocks of one element. */
export interface ElementContext {
  readonly stack: ModuleStack;
  readonly element: TerraformElement;
  /** Where the element is, for messages. */
  readonly where: string;
  /** A value of the author's as an expression without tokens. */
  readonly withoutTokens: (value: Value) => Expression;
  readonly problems: Problem[];
}

/** The blocks of a resource, a data source or a module call. What else the element says is a problem. */
export function elementBlocks(context: ElementContext): readonly AddressedBlock[] {
  const { stack, element, where, problems } = context;
  checkOverrides(element, where, problems);
  const found: AddressedBlock[] = [];
  const before = problems.length;
  const fragment = resolve(stack, element.toHclTerraform()) as Record<string, Record<string, Fields>>;
  for (const [kind, byType] of Object.entries(fragment)) {
    // A provider says twice that it is there.
    if (kind === 'terraform' && 'provider' in fragment) continue;
    if (kind === 'resource' || kind === 'data') {
      for (const [type, byName] of Object.entries(byType)) {
        for (const [name, fields] of Object.entries(byName)) {
          const address = `${kind === 'data' ? 'data.' : ''}${type}.${name}`;
          found.push({ address, block: toBlock(kind, [type, name], fields as Fields, context) });
        }
      }
    } else if (kind === 'module') {
      for (const [name, fields] of Object.entries(byType)) {
        found.push({ address: `module.${name}`, block: toBlock(kind, [name], fields, context) });
      }
    } else {
      const fix = FIXES[kind] ?? 'leave it out';
      problems.push(notRepresentable(where, `a ${kind} block in a module`, undefined, fix));
    }
  }
  if (found.length === 0 && problems.length === before) {
    problems.push(notRepresentable(where, 'an element that says nothing', undefined, 'leave it out'));
  }
  return found;
}

const FIXES: Readonly<Record<string, string>> = {
  provider: 'leave it to the caller: a module only names the providers that it requires',
  terraform: 'leave the backend to the caller',
  variable: 'use ModuleStack.variable(): its defaults are kept as they are',
  output: 'use ModuleStack.output(): its preconditions are kept',
  locals: 'use ModuleStack.locals()',
  moved: 'use ModuleStack.moved()',
  import: 'leave imports to the caller',
};

/** CDKTF mixes an override into its own description of the argument: these words of it would be taken for CDKTF's. */
const DESCRIPTION = ['value', 'type', 'isBlock', 'storageClassType'];

function checkOverrides(element: TerraformElement, where: string, problems: Problem[]): void {
  const overrides = Object.entries((Reflect.get(element, 'rawOverrides') as Fields | undefined) ?? {});
  for (const [name, value] of overrides) {
    if (typeof value !== 'object' || value === null) continue;
    for (const key of Object.keys(value).filter((word) => DESCRIPTION.includes(word))) {
      problems.push(
        notRepresentable(where, `${name}.${key}`, undefined, `set all of ${name} where the element is made`),
      );
    }
  }
}

function toBlock(kind: string, labels: readonly string[], fields: Fields, context: ElementContext): Block {
  const { stack, element, where, withoutTokens, problems } = context;
  const { placement, order, dynamic } = stack.metadataOf(element);
  for (const label of labels) checkName(label, where, problems);
  const { forEach, comment } = placement;
  for (const { name, inside } of dynamic.filter((one) => one.inside !== undefined && !(one.inside in fields)))
    problems.push(
      notRepresentable(
        where,
        `${name} in ${inside}, which the element does not have`,
        undefined,
        'name a block of it',
      ),
    );
  const items = [
    ...(forEach === undefined ? [] : [attribute('for_each', withoutTokens(forEach))]),
    ...argumentsToBody(fields, where, problems).map((item) => withInner(item, context)),
    ...dynamic.filter(({ inside }) => inside === undefined).map((one) => dynamicBlock(one, context)),
  ];
  const place = (item: Attribute | Block) => {
    const at = order.indexOf(item.kind === 'attribute' ? item.name : item.type);
    return at === -1 ? order.length : at;
  };
  return block(kind, labels, arrange(items.sort((a, b) => place(a) - place(b))), comment);
}

/** A block of an element with the dynamic blocks that stand in it. */
function withInner(item: Attribute | Block, context: ElementContext): Attribute | Block {
  if (item.kind === 'attribute') return item;
  const inner = context.stack
    .metadataOf(context.element)
    .dynamic.filter(({ inside }) => inside === item.type);
  if (inner.length === 0) return item;
  return { ...item, body: arrange([...item.body, ...inner.map((one) => dynamicBlock(one, context))]) };
}

function dynamicBlock(
  { name, forEach, content, dynamic = [] }: BlockMetadata['dynamic'][number],
  context: ElementContext,
): Block {
  const { where, withoutTokens, problems } = context;
  for (const word of [name, ...Object.keys(content)]) checkName(word, where, problems);
  const body = [
    ...Object.entries(content)
      .filter(([key]) => isIdentifier(key))
      .map(([key, value]) => attribute(key, withoutTokens(value))),
    ...dynamic.flatMap((inner) => [blank, dynamicBlock(inner, context)]),
  ];
  return block(
    'dynamic',
    [name],
    [attribute('for_each', withoutTokens(forEach)), blank, block('content', [], body)],
  );
}
