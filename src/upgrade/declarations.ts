/** A change of what a module declares. */
export interface DeclaredChange {
  readonly kind: 'input' | 'output' | 'resource';
  /** Name of an input or output, address of a resource. */
  readonly name: string;
  /** Whether it is new, gone, kept with another default, or moved to another address. */
  readonly change: 'new' | 'gone' | 'default' | 'moved';
  /** The default before, as JSON; or `required`. Of a `gone` or `default` input. */
  readonly before?: string;
  /** The default after, as JSON, or `required`: of a `new` or `default` input. The new address of a `moved` resource. */
  readonly after?: string;
}

/** What the HCL of a module declares. */
interface Declarations {
  /** Inputs with their defaults as JSON, or `required`. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlySet<string>;
  readonly resources: ReadonlySet<string>;
  /** New addresses by the old ones. */
  readonly moved: ReadonlyMap<string, string>;
}

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** HCL as data: each block is a list, below its labels. */
interface File {
  readonly variable?: Readonly<Record<string, readonly { readonly default?: unknown }[]>>;
  readonly output?: Readonly<Record<string, unknown>>;
  readonly resource?: Blocks;
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
}

/**
 * Compares what two sets of files of a module declare: inputs, outputs and resources.
 *
 * @param before texts of the files as they are
 * @param after texts of the files as they will be
 */
export async function declaredChanges(
  before: readonly string[],
  after: readonly string[],
): Promise<readonly DeclaredChange[]> {
  const [old, now] = await Promise.all([declarations(before), declarations(after)]);
  return [
    ...[...now.inputs].flatMap(([name, value]) => inputChange(name, old.inputs.get(name), value)),
    ...gone('input', old.inputs.keys(), now.inputs).map((change) => ({
      ...change,
      before: old.inputs.get(change.name) ?? REQUIRED,
    })),
    ...added('output', now.outputs, old.outputs),
    ...gone('output', old.outputs, now.outputs),
    ...added('resource', now.resources, old.resources).filter(
      ({ name }) => ![...now.moved].some(([from, to]) => to === name && old.resources.has(from)),
    ),
    ...gone('resource', old.resources, now.resources).map((change): DeclaredChange => {
      const after = now.moved.get(change.name);
      return after === undefined ? change : { ...change, change: 'moved', after };
    }),
  ];
}

const REQUIRED = 'required';

function inputChange(name: string, before: string | undefined, after: string): readonly DeclaredChange[] {
  if (before === after) return [];
  return [
    before === undefined
      ? { kind: 'input', name, change: 'new', after }
      : { kind: 'input', name, change: 'default', before, after },
  ];
}

function added(
  kind: DeclaredChange['kind'],
  now: ReadonlySet<string>,
  old: ReadonlySet<string>,
): DeclaredChange[] {
  return [...now].filter((name) => !old.has(name)).map((name) => ({ kind, name, change: 'new' }));
}

function gone(
  kind: DeclaredChange['kind'],
  old: Iterable<string>,
  now: { has(name: string): boolean },
): DeclaredChange[] {
  return [...old].filter((name) => !now.has(name)).map((name) => ({ kind, name, change: 'gone' }));
}

async function declarations(texts: readonly string[]): Promise<Declarations> {
  const { parse } = await import('@cdktf/hcl2json');
  const files = await Promise.all(texts.map(async (text) => (await parse('module.tf', text)) as File));
  const inputs = files.flatMap(({ variable = {} }) => Object.entries(variable));
  return {
    inputs: new Map(inputs.map(([name, [block]]) => [name, defaultOf(block)])),
    outputs: new Set(files.flatMap(({ output = {} }) => Object.keys(output))),
    resources: new Set(files.flatMap(({ resource = {} }) => addresses(resource))),
    moved: new Map(
      files.flatMap(({ moved = [] }) => moved.map(({ from, to }) => [address(from), address(to)] as const)),
    ),
  };
}

function defaultOf(block: { readonly default?: unknown } | undefined): string {
  return block === undefined || block.default === undefined ? REQUIRED : JSON.stringify(block.default);
}

function addresses(blocks: Blocks): string[] {
  return Object.entries(blocks).flatMap(([type, named]) =>
    Object.keys(named).map((name) => `${type}.${name}`),
  );
}

/** An address without the `${}` that HCL as data has around expressions. */
function address(text: string): string {
  return text.replace(/^\$\{(.*)\}$/s, '$1');
}
