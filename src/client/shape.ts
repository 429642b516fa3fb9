import { identifier, propertyKey, type TypeScript, typescript } from '../language';
import { bracketed } from './layout';
import { childrenOf, type Named, type Node, type ObjectNode, resolved, tagOf } from './node';

/** How values between JSON and the program are changed: texts of dates, and names of properties. */
export class Shapes {
  readonly #changing: ReadonlySet<Named>;

  constructor(named: Iterable<Named>) {
    this.#changing = changing([...named]);
  }

  /** The declarations of the shapes of named types, those that change something. */
  declarations(): readonly TypeScript[] {
    return [...this.#changing].map(
      ({ name, node }) =>
        typescript`export const ${identifier(name)}: runtime.Shape = ${this.#of(node, '', '') ?? typescript`{}`};\n`,
    );
  }

  get isEmpty(): boolean {
    return this.#changing.size === 0;
  }

  /** The shape of a node for another file; undefined where nothing changes. */
  of(node: Node, indent: string): TypeScript | undefined {
    return this.#of(node, indent, 'shapes.');
  }

  #of(node: Node, indent: string, from: '' | 'shapes.'): TypeScript | undefined {
    const inner = `${indent}  `;
    switch (node.is) {
      case 'date':
        return typescript.literal(node.format);
      case 'named':
        if (!this.#changing.has(node.named)) return undefined;
        return typescript`() => ${typescript.raw(from)}${identifier(node.named.name)}`;
      case 'list':
        return wrapped('items', this.#of(node.of, indent, from), indent);
      case 'tuple': {
        const parts = node.items.map((one) => this.#of(one, inner, from));
        const rest = node.rest && this.#of(node.rest, inner, from);
        if (parts.every((part) => part === undefined)) return wrapped('items', rest, indent);
        const tuple = bracketed(
          '[',
          parts.map((part) => part ?? typescript`undefined`),
          inner,
        );
        return bracketed(
          '{',
          [typescript`tuple: ${tuple}`, ...(rest ? [typescript`items: ${rest}`] : [])],
          indent,
        );
      }
      case 'object':
        return this.#object(node, indent, from);
      case 'union':
        return this.#union(node, indent, from);
      case 'all':
        return together(
          node.of.map((one) => this.#of(one, inner, from)),
          indent,
        );
      default:
        return undefined;
    }
  }

  #object({ properties, rest }: ObjectNode, indent: string, from: '' | 'shapes.'): TypeScript | undefined {
    const inner = `${indent}  `;
    const changed = properties.flatMap(({ name, node }) => {
      const shape = this.#of(node, `${inner}  `, from);
      return shape ? [typescript`${propertyKey(name)}: ${shape}`] : [];
    });
    const renamed = properties
      .filter(({ name, own }) => name !== own)
      .map(({ name, own }) => typescript`${propertyKey(name)}: ${own}`);
    const others = rest && this.#of(rest, inner, from);
    const parts = [
      ...(changed.length ? [typescript`properties: ${bracketed('{', changed, inner)}`] : []),
      ...(renamed.length ? [typescript`names: ${bracketed('{', renamed, inner)}`] : []),
      ...(others ? [typescript`rest: ${others}`] : []),
    ];
    return parts.length ? bracketed('{', parts, indent) : undefined;
  }

  #union(
    node: Node & { readonly is: 'union' },
    indent: string,
    from: '' | 'shapes.',
  ): TypeScript | undefined {
    const inner = `${indent}  `;
    const hasText = node.of.some(isText);
    const tag = tagOf(node);
    const shapes = node.of.map((one) => {
      const real = resolved(one);
      if (real.is === 'date' && hasText) return typescript.literal(`maybe-${real.format}`);
      return this.#of(one, tag ? `${inner}  ` : inner, from);
    });
    if (!tag || shapes.every((shape) => shape === undefined)) return together(shapes, indent);
    const cases = shapes.flatMap((shape, i) =>
      shape ? (tag.values[i] ?? []).map((value) => typescript`${propertyKey(value)}: ${shape}`) : [],
    );
    if (cases.length === 0) return together(shapes, indent);
    const names = tag.name === tag.own ? [] : [typescript`own: ${tag.own}`];
    const parts = [
      typescript`property: ${tag.name}`,
      ...names,
      typescript`of: ${bracketed('{', cases, `${inner}  `)}`,
    ];
    return bracketed('{', [typescript`tag: ${bracketed('{', parts, inner)}`], indent);
  }
}

/** The named types in which something changes, however deep. */
function changing(all: readonly Named[]): ReadonlySet<Named> {
  const holders = new Map<Named, Named[]>();
  const next: Named[] = [];
  const holdersOf = (named: Named): Named[] => {
    const found = holders.get(named) ?? [];
    holders.set(named, found);
    return found;
  };
  for (const named of all) {
    const nodes = [named.node];
    for (let node = nodes.pop(); node; node = nodes.pop()) {
      if (node.is === 'named') holdersOf(node.named).push(named);
      else if (
        node.is === 'date' ||
        (node.is === 'object' && node.properties.some(({ name, own }) => name !== own))
      )
        next.push(named);
      nodes.push(...childrenOf(node));
    }
  }
  const found = new Set<Named>();
  for (let named = next.pop(); named; named = next.pop()) {
    if (found.has(named)) continue;
    found.add(named);
    next.push(...(holders.get(named) ?? []));
  }
  return new Set(all.filter((named) => found.has(named)));
}

/** Whether a value can be a text that is no date. */
function isText(node: Node): boolean {
  const real = resolved(node);
  if (real.is === 'union') return real.of.some(isText);
  return (
    real.is === 'string' || real.is === 'binary' || (real.is === 'literal' && typeof real.value === 'string')
  );
}

function wrapped(key: 'items', shape: TypeScript | undefined, indent: string): TypeScript | undefined {
  return shape && bracketed('{', [typescript`${propertyKey(key)}: ${shape}`], indent);
}

function together(shapes: readonly (TypeScript | undefined)[], indent: string): TypeScript | undefined {
  const [first, ...more] = new Map(
    shapes.flatMap((shape) => (shape ? [[shape.text, shape] as const] : [])),
  ).values();
  if (!first || more.length === 0) return first;
  return bracketed('{', [typescript`all: ${bracketed('[', [first, ...more], `${indent}  `)}`], indent);
}
