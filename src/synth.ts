import { join } from 'node:path';
import { compareTree, moduleFiles, operationNames, type TreeChange, writeTree } from './emit';
import { UserError } from './errors';
import type { Framework } from './framework-name';
import {
  apiGatewayAccount,
  functionUrl as functionUrlModule,
  httpApi,
  lambdaFunction,
  type Module,
  type Remark,
  restApi,
  routerModule,
  website as websiteModule,
} from './modules';
import { type ApiModel, readApi, readApiFile } from './openapi';
import { CORE_MODULES, MODULE_PARTS, type ModulePart, type Router, routerProblems } from './project';

/** The modules to write. */
export interface ModulesProps {
  /** The app's OpenAPI document: a file, or its text with the name that messages give it. */
  readonly openapi:
    | string
    | {
        /** Name of the document in messages. @example 'openapi.json' */
        readonly name: string;
        /** Text of the document, JSON or YAML. */
        readonly text: string;
      };
  /** The router modules of the app. */
  readonly apis: readonly Router[];
  /**
   * The modules beside them that are the same for every app: those that the kinds of the routers need, or all of them.
   * @default 'needed'
   */
  readonly core?: 'needed' | 'all';
  /** Whether the `website` module is beside them, which no API needs. @default false */
  readonly website?: boolean;
  /** Whether the `function-url` module is beside them, which no API needs. @default false */
  readonly functionUrl?: boolean;
  /** What is written that Terraform does not need to serve the app. @default - all of it */
  readonly include?: readonly ModulePart[] | undefined;
  /** The release that first wrote the modules: no `moved` blocks for what moved before it. @default - all blocks */
  readonly since?: string | undefined;
  /** The framework of the classes beside the modules. @default - that of the entry point */
  readonly framework?: Framework;
}

/** The project that synth writes modules for. */
export interface SynthProps extends ModulesProps {
  /** The folder that holds the modules. */
  readonly modulesDir: string;
  /** The command that renews them, for messages. @default 'terragate synth' */
  readonly command?: string;
}

/** The result of synth. */
export interface SynthResult {
  /** Names of the modules, in the order in which they were made. */
  readonly modules: readonly string[];
  /** Number of files that the modules have. */
  readonly files: number;
  /** Files that were written or removed. Empty for a check, which throws where there are any. */
  readonly changes: readonly TreeChange[];
  /** Warnings for the user. */
  readonly warnings: readonly string[];
  /** Checks that only the app makes, although its document asks for them, with the reason. */
  readonly notes: readonly string[];
}

/**
 * Reads the app's document and makes the folder of modules hold what it and the definitions say. All is computed before
 * the first file is written.
 *
 * @throws UserError for a document that can't be read, and for files in the way.
 */
export function synth(props: SynthProps): SynthResult {
  const { files, unrouted, ...rest } = emitted(props);
  return { ...rest, files: files.size, changes: writeTree(props.modulesDir, files, commandOf(props)) };
}

/** The files in a folder of modules that synth wrote, by their path there. */
export function synthesizedFiles(modulesDir: string): string[] {
  return compareTree(modulesDir, new Map()).map(({ path }) => path);
}

const commandOf = ({ command = 'terragate synth' }: SynthProps): string => command;

/**
 * Fails when the folder of modules is not what synth would write.
 *
 * @throws UserError naming the stale files and the command that renews them.
 */
export function checkSynth(props: SynthProps): SynthResult {
  const { files, unrouted, ...rest } = emitted(props);
  const changes = compareTree(props.modulesDir, files, commandOf(props));
  if (changes.length) {
    throw new UserError(
      changes.map(({ path, kind }) => ({
        where: join(props.modulesDir, path),
        what: {
          new: 'the file is missing',
          changed: 'the file is not what synth writes',
          gone: 'the file is no longer written',
        }[kind],
        fix: commandOf(props),
      })),
    );
  }
  return { ...rest, files: files.size, changes };
}

/**
 * The modules of an app as files, without a look at the disk.
 *
 * @returns the text of each file by its path below the folder of the modules, such as `my-api/main.tf`
 * @throws UserError for a document that can't be read, and for names and kinds that no module can have
 * @example moduleTree({ openapi: 'openapi.json', apis: [{ name: 'my-api', kind: 'rest' }] }).get('my-api/main.tf')
 */
export function moduleTree(props: ModulesProps): ReadonlyMap<string, string> {
  return emitted(props).files;
}

/** The operations of a router module that can't have routes. */
export interface UnroutedOperations {
  /** Name of the module. */
  readonly module: string;
  /** The operations, with the names that the class of the module has for them. */
  readonly operations: readonly { readonly id: string; readonly name: string }[];
  /** Whether isolated functions can be beside `/{proxy+}`, which serves these operations. */
  readonly besideProxy: boolean;
  /** The reasons in words, one line each. */
  readonly reasons: readonly string[];
}

/**
 * The modules of an app as files, with the operations that can't have routes.
 *
 * @throws UserError as `moduleTree` does
 */
export function modulesWithRoutes(props: ModulesProps): {
  readonly files: ReadonlyMap<string, string>;
  readonly unrouted: readonly UnroutedOperations[];
} {
  const { files, unrouted } = emitted(props);
  return { files, unrouted };
}

type CoreModule = (typeof CORE_MODULES)[number];

/** The modules that are the same for every app, with the kinds of routers that call them. */
const CORE: Readonly<Record<CoreModule, { make: () => Module; calledBy: readonly Router['kind'][] }>> = {
  'rest-api': { make: restApi, calledBy: ['rest'] },
  'http-api': { make: httpApi, calledBy: ['http'] },
  'api-gateway-account': { make: apiGatewayAccount, calledBy: [] },
  'lambda-function': { make: lambdaFunction, calledBy: ['rest', 'http'] },
  'function-url': { make: functionUrlModule, calledBy: [] },
  website: { make: websiteModule, calledBy: [] },
};

/** The core modules of a project, in their order. */
function coreModules({ apis, core = 'needed', include, ...beside }: ModulesProps): CoreModule[] {
  const hasKind = (kinds: readonly Router['kind'][]) => apis.some(({ kind }) => kinds.includes(kind));
  const isAsked = (name: CoreModule) => {
    if (name === 'website') return beside.website === true;
    if (name === 'function-url') return beside.functionUrl === true;
    // Without an API the root gives the function its URL itself
    if (name === 'lambda-function') return beside.functionUrl === true && apis.length === 0;
    return name === 'api-gateway-account' && (include ? include.includes(name) : hasKind(['rest']));
  };
  return CORE_MODULES.filter((name) => core === 'all' || isAsked(name) || hasKind(CORE[name].calledBy));
}

function emitted(props: ModulesProps) {
  const { openapi, apis: routers, framework, include = MODULE_PARTS, since } = props;
  const problems = routerProblems(routers, 'apis', props.functionUrl === true);
  if (problems.length) throw new UserError(problems);
  const api: ApiModel =
    typeof openapi === 'string' ? readApiFile(openapi) : readApi(openapi.text, openapi.name);
  const cores = coreModules(props).map((name) => ({ module: CORE[name].make(), ...CORE[name] }));
  const own = routers.map((router) => ({
    module: routerModule({ ...router, api }),
    calledBy: [] as readonly Router['kind'][],
  }));
  const parts = { tests: include.includes('tests'), typescript: include.includes('classes'), since };
  const files = new Map<string, string>();
  for (const { module, calledBy } of [...cores, ...own]) {
    // A module that the root calls has a README in any case
    const isInner = routers.some(({ kind }) => calledBy.includes(kind));
    const readme = !isInner || include.includes('readmes');
    for (const [path, text] of moduleFiles(module, framework, { ...parts, readme }))
      files.set(join(module.stack.moduleName, path), text);
  }
  const modules = [...cores, ...own].map(({ module }) => module);
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
      ...routeWarnings(modules),
    ],
    unrouted: modules.flatMap(({ stack, withoutRoute }) => {
      if (!withoutRoute) return [];
      const names = operationNames(api.operations.map(({ id }) => id));
      const operations = withoutRoute.operations.map(({ id }) => ({ id, name: names.get(id) ?? id }));
      const reasons = reasonsIn(withoutRoute.operations);
      return [{ module: stack.moduleName, operations, besideProxy: withoutRoute.besideProxy, reasons }];
    }),
    notes: modules.flatMap(({ stack, skipped = [] }) => skippedNotes(stack.moduleName, skipped)),
  };
}

const SHOWN_PLACES = 3;

/** The notes on skipped checks: one line for each reason, with the first places that it holds for. */
function skippedNotes(name: string, skipped: readonly Remark[]): string[] {
  return [...placesBy(skipped)].map(([what, where]) => `${name}: ${what} (${firstOf(where, '; ')})`);
}

/** The places of each reason. */
function placesBy(remarks: readonly Remark[]): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const { where, what } of remarks) places.set(what, [...(places.get(what) ?? []), where]);
  return places;
}

function firstOf(places: readonly string[], separator: string): string {
  const more = places.length > SHOWN_PLACES ? `, and ${places.length - SHOWN_PLACES} more` : '';
  return `${places.slice(0, SHOWN_PLACES).join(separator)}${more}`;
}

function reasonsIn(remarks: readonly Remark[]): string[] {
  return [...placesBy(remarks)].map(([what, where]) => `${firstOf(where, ', ')}: ${what}`);
}

/**
 * The warnings on operations that can't have routes: one for each reason and one for the ways out, each once for all
 * modules that it holds for.
 */
function routeWarnings(modules: readonly Module[]): string[] {
  const warnings = new Map<string, string[]>();
  const add = (line: string, { stack }: Module) =>
    warnings.set(line, [...(warnings.get(line) ?? []), stack.moduleName]);
  for (const module of modules)
    for (const reason of reasonsIn(module.withoutRoute?.operations ?? []))
      add(`no route for ${reason}`, module);
  for (const module of modules) {
    const { withoutRoute } = module;
    if (withoutRoute)
      add(
        `a plan fails without these routes where routes is "operations", as it is with isolated functions: ${withoutRoute.ways.join(', or ')}`,
        module,
      );
  }
  return [...warnings].map(([line, names]) => `${names.join(', ')}: ${line}`);
}
