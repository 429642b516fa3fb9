import { join } from 'node:path';
import { compareTree, moduleFiles, type TreeChange, writeTree } from './emit';
import { type Problem, UserError } from './errors';
import { apiGatewayAccount, httpApi, lambdaFunction, type Module, restApi, routerModule } from './modules';
import { readApiFile } from './spec';

/** What synth works on. */
export interface SynthProps {
  /** The app's OpenAPI document. */
  readonly openapi: string;
  /** The folder that holds the modules. */
  readonly modulesDir: string;
  /** The router modules to write for the app. */
  readonly routers: readonly { readonly name: string; readonly kind: 'rest' | 'http' }[];
}

/** What synth did, or would do. */
export interface SynthResult {
  readonly modules: readonly string[];
  readonly files: number;
  readonly changes: readonly TreeChange[];
  /** What the user should know although nothing is wrong. */
  readonly warnings: readonly string[];
  /** What API Gateway is not made to check although the app's document asks for it, with the reason. */
  readonly notes: readonly string[];
}

/**
 * Reads the app's document and makes the folder of modules hold what it and the definitions say. All is computed before
 * the first file is written.
 *
 * @throws UserError for a document that can't be read, and for files in the way.
 */
export function synth(props: SynthProps): SynthResult {
  const { files, ...rest } = emitted(props);
  return { ...rest, files: files.size, changes: writeTree(props.modulesDir, files) };
}

/**
 * Fails when the folder of modules is not what synth would write.
 *
 * @throws UserError naming the stale files and the command that renews them.
 */
export function checkSynth(props: SynthProps): SynthResult {
  const { files, ...rest } = emitted(props);
  const changes = compareTree(props.modulesDir, files);
  if (changes.length) {
    throw new UserError(
      changes.map(({ path, kind }) => ({
        where: join(props.modulesDir, path),
        what: { new: 'is missing', changed: 'is not what synth writes', gone: 'is no longer written' }[kind],
        fix: 'npm run synth',
      })),
    );
  }
  return { ...rest, files: files.size, changes };
}

/** The modules that every project has: a router module can't take their names. */
const CORE = ['rest-api', 'http-api', 'api-gateway-account', 'lambda-function'];

/** What is wrong with the names and kinds of the routers, all at once. */
function routerProblems(routers: SynthProps['routers']): Problem[] {
  return routers.flatMap(({ name, kind }, i) => {
    const where = `routers[${i}]`;
    const problems: Problem[] = [];
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
      problems.push({
        where: `${where}.name`,
        what: 'not a name for a module',
        got: name,
        fix: 'begin with a lower-case letter; then at most 39 lower-case letters, digits and -',
      });
    }
    if (CORE.includes(name) || routers.findIndex((other) => other.name === name) !== i) {
      problems.push({
        where: `${where}.name`,
        what: 'the name is taken',
        got: name,
        fix: 'give another name',
      });
    }
    if (!['rest', 'http'].includes(kind)) {
      problems.push({
        where: `${where}.kind`,
        what: 'no such kind of API',
        got: kind,
        allowed: ['rest', 'http'],
        fix: 'give one of them',
      });
    }
    return problems;
  });
}

function emitted({ openapi, routers }: SynthProps) {
  const problems = routerProblems(routers);
  if (problems.length) throw new UserError(problems);
  const api = readApiFile(openapi);
  const modules: Module[] = [
    restApi(),
    httpApi(),
    apiGatewayAccount(),
    lambdaFunction(),
    ...routers.map((router) => routerModule({ ...router, api })),
  ];
  const files = new Map<string, string>();
  for (const module of modules) {
    for (const [path, text] of moduleFiles(module)) files.set(join(module.stack.moduleName, path), text);
  }
  const streaming = api.operations
    .filter((operation) => operation.streaming !== undefined)
    .map(({ id }) => id);
  const buffering = routers.filter((router) => router.kind === 'http' && streaming.length > 0);
  return {
    files,
    modules: modules.map(({ stack }) => stack.moduleName),
    warnings: [
      ...api.warnings.map(({ where, what }) => `${where}: ${what}`),
      ...buffering.map(
        ({ name }) =>
          `${name}: an HTTP API answers in one piece, and ${streaming.join(', ')} would stream: use a REST API for them`,
      ),
      ...modules.flatMap(({ stack, unroutable = [] }) =>
        unroutable.map(
          ({ where, what }) =>
            `${stack.moduleName}: ${where} can have no route of its own: ${what}; routes = "proxy" serves it`,
        ),
      ),
    ],
    notes: modules.flatMap(({ stack, left = [] }) => leftNotes(stack.moduleName, left)),
  };
}

const SHOWN_PLACES = 3;

/** One line for each reason, with the first places that it holds for. */
function leftNotes(name: string, left: NonNullable<Module['left']>): string[] {
  const places = new Map<string, string[]>();
  for (const { where, what } of left) places.set(what, [...(places.get(what) ?? []), where]);
  return [...places].map(([what, where]) => {
    const more = where.length > SHOWN_PLACES ? `, and ${where.length - SHOWN_PLACES} more` : '';
    return `${name}: ${what} (${where.slice(0, SHOWN_PLACES).join('; ')}${more})`;
  });
}
