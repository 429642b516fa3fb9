import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../errors';
import { type Arguments, isArguments, known, type MaybeKnown, resolveLiteral } from './maybe-known';

/** A call of a local module in a Terraform root. */
export interface ModuleCall {
  /** Name of the call: `my_api` of `module "my_api"`. */
  readonly name: string;
  /** Absolute path of the module's folder. */
  readonly folder: string;
  /** Absolute path of the file with the call. */
  readonly file: string;
  readonly inputs: Arguments;
  /** The call's `count` or `for_each`: there may be none, or several. @default - one */
  readonly repeated?: string;
}

interface Body {
  readonly module?: unknown;
  readonly locals?: unknown;
}

/** Arguments of a call that are no inputs of the module. */
const META = ['source', 'version', 'providers', 'depends_on', 'count', 'for_each', '//'];
/** An expression that is a local value and nothing else. */
const LOCAL = /^\$\{local\.([A-Za-z_][\w-]*)\}$/;

/**
 * Reads the calls of local modules in a Terraform root, as they are written: HCL and JSON, in every file. Inputs are
 * literals, local values that are literals among them; anything else stays an expression. Nothing of Terraform runs.
 *
 * @throws UserError for a file that is neither HCL nor JSON, all at once
 */
export async function moduleCalls(root: string): Promise<readonly ModuleCall[]> {
  const files = existsSync(root) ? readdirSync(root).filter((name) => /\.tf(?:\.json)?$/.test(name)) : [];
  const bodies: { file: string; body: Body }[] = [];
  const problems: { where: string; what: string; fix: string }[] = [];
  for (const name of files.sort()) {
    const file = join(root, name);
    const text = readFileSync(file, 'utf8');
    try {
      if (name.endsWith('.json')) bodies.push({ file, body: JSON.parse(text) as Body });
      // The parser takes its time to load: files without a call or a local value are not parsed
      else if (/^\s*(?:module|locals)\b/m.test(text)) bodies.push({ file, body: await parsed(name, text) });
    } catch (error) {
      const what = /\[[^:\]]+:(\d+),\d+-[^;\]]*; ([^\]]*)\]?/s.exec((error as Error).message);
      problems.push({
        where: what ? `${file}:${what[1]}` : file,
        what: `the file is not ${name.endsWith('.json') ? 'JSON' : 'HCL'}: ${what?.[2] ?? (error as Error).message}`,
        fix: 'correct the file: terraform validate tells more',
      });
    }
  }
  if (problems.length) throw new UserError(problems);
  const locals = literalLocals(bodies.map(({ body }) => body));
  return bodies.flatMap(({ file, body }) => callsIn(root, file, body, locals));
}

async function parsed(name: string, text: string): Promise<Body> {
  const { parse } = await import('@cdktf/hcl2json');
  return (await parse(name, text)) as Body;
}

/** HCL has a list for each block, Terraform's JSON an object or a list. */
function list(value: unknown): readonly Arguments[] {
  return (Array.isArray(value) ? value : [value]).filter(isArguments);
}

function literalLocals(bodies: readonly Body[]): ReadonlyMap<string, unknown> {
  const all = bodies.flatMap(({ locals }) => list(locals)).flatMap((block) => Object.entries(block));
  return new Map(all);
}

function callsIn(
  root: string,
  file: string,
  body: Body,
  locals: ReadonlyMap<string, unknown>,
): readonly ModuleCall[] {
  const named = list(body.module).flatMap((block) => Object.entries(block));
  return named.flatMap(([name, calls]) =>
    list(calls).flatMap((call) => {
      const { source } = call;
      if (typeof source !== 'string' || !/^\.{1,2}[/\\]/.test(source)) return [];
      const inputs = Object.entries(call).filter(([input]) => !META.includes(input));
      const repeated = call.count ?? call.for_each;
      return [
        {
          name,
          file,
          folder: resolve(root, source),
          inputs: Object.fromEntries(inputs.map(([input, value]) => [input, resolved(value, locals)])),
          ...(repeated === undefined || repeated === 1 ? {} : { repeated: String(repeated) }),
        },
      ];
    }),
  );
}

/** A value with the literal local values that it names in their place; a circle of them ends it. */
function resolved(value: unknown, locals: ReadonlyMap<string, unknown>, depth = 0): unknown {
  if (typeof value === 'string') {
    const name = LOCAL.exec(value)?.[1];
    return name !== undefined && locals.has(name) && depth < 10
      ? resolved(locals.get(name), locals, depth + 1)
      : value;
  }
  if (Array.isArray(value)) return value.map((one) => resolved(one, locals, depth));
  if (!isArguments(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, locals, depth)]));
}

/** The settings of each operation by its id; an expression where they are put together by Terraform. */
export function objectsBy(written: unknown): MaybeKnown<Readonly<Record<string, MaybeKnown<Arguments>>>> {
  const all = resolveLiteral<unknown>(written, {});
  if (!('value' in all)) return all;
  if (!isArguments(all.value)) return known({});
  const unclear = Object.keys(all.value).find((key) => key.includes('${'));
  if (unclear !== undefined) return { expression: unclear.replace(/^\$\{\(?(.*?)\)?\}$/, '$1') };
  return known(
    Object.fromEntries(
      Object.entries(all.value).map(([key, one]) => [key, resolveLiteral(one, {} as Arguments)]),
    ),
  );
}
