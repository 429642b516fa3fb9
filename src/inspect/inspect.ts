import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { UserError } from '../errors';
import {
  beginsWithVariable,
  type GatewayApi,
  gatewayApi,
  type WithoutRoute,
  waysOut,
  withoutRoute,
} from '../gateway';
import { type ApiModel, readApiFile } from '../openapi';
import { documentOf, missingDocument, type Project } from '../project';
import { eventsReport } from './events';
import { functionUrlCalls, functionUrlReport, isUrlOf } from './function-url';
import { billedInputs, frontOf, frontReport } from './function-url-front';
import { count } from './labels';
import { limitReports } from './limits';
import { type Arguments, isArguments, resolveLiteral, valueIn } from './maybe-known';
import { operationReport } from './operation';
import type {
  ApiReport,
  AuthorizerReport,
  FunctionReport,
  FunctionUrlReport,
  Inspection,
  OperationReport,
  RunsOn,
} from './report';
import { type RouterModule, routerModules } from './router-modules';
import { type RouterSettings, routerSettings } from './settings';
import { type ModuleCall, moduleCalls } from './terraform-root';

/** An API with the inputs that its module is called with. */
interface InspectedApi {
  readonly report: ApiReport;
  readonly inputs: Arguments;
}

/** The APIs of a project, and what is true of it as a whole. */
interface Inspected extends Omit<Inspection, 'apis'> {
  readonly apis: readonly InspectedApi[];
}

/**
 * Reads the APIs of a project from its settings, the app's OpenAPI document, its modules, and what is literal in its
 * Terraform root. It starts no Python and no Terraform, and asks nobody.
 *
 * @throws UserError when there is no document or no API, or a file cannot be read
 * @example (await inspect(readProject('.'))).apis[0]?.operations
 */
export async function inspect(project: Project): Promise<Inspection> {
  const found = await inspected(project);
  return { ...found, apis: found.apis.map(({ report }) => report) };
}

/** The APIs of a project as `inspect` reads them, with what they are read from. @throws UserError as `inspect` */
export async function inspected(project: Project): Promise<Inspected> {
  const document = documentOf(project);
  if (!existsSync(document)) {
    throw new UserError([missingDocument(project)]);
  }
  const app = readApiFile(document);
  const calls = await moduleCalls(project.root);
  const modules = routerModules(project, calls);
  const urls = functionUrlCalls(calls);
  // Without a router module, the URL of a function is what leads to the app
  const fronts = modules.length ? [] : urls.flatMap((url) => frontOf(url, calls) ?? []);
  if (!modules.length && !fronts.length) {
    throw new UserError([
      {
        where: project.root,
        what: 'no file here calls a module that terragate synth writes',
        fix: 'add such as: module "my_api" { source = "./modules/my-api" }; of a CDKTF stack, terragate up makes the root first',
      },
    ]);
  }
  const from = (path: string) => relative(project.folder, path) || '.';
  return {
    project: project.name,
    openapi: from(document),
    title: app.info.title,
    version: app.info.version,
    apis: [
      ...modules.map((module) => ({
        report: apiReport(
          module,
          app,
          urls.filter((url) => isUrlOf(url, module.call)),
          from,
        ),
        inputs: module.call?.inputs ?? {},
      })),
      ...fronts.map((front) => ({ report: frontReport(front, app, from), inputs: billedInputs(front) })),
    ],
    notes: [
      ...modules.flatMap((module) => notesOn(module, app, from)),
      ...urls
        .filter(
          (url) => !modules.some(({ call }) => isUrlOf(url, call)) && !fronts.some((one) => one.url === url),
        )
        .map((url) => noteOnUrl(functionUrlReport(url, from))),
    ],
  };
}

/**
 * Whether some API of a project leads nowhere but to the operations of its document. Nothing is known of that while the
 * project has no document or no API.
 */
export async function hasOwnRoutes(project: Project): Promise<boolean> {
  try {
    const { apis } = await inspect(project);
    return apis.some(({ routes }) => routes === 'operations');
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function noteOnUrl({ address, file, callers, function: own }: FunctionUrlReport): string {
  const who =
    callers === 'NONE' ? 'anyone may call' : callers === 'IAM' ? 'IAM' : 'callers are decided in Terraform';
  return `${address} in ${file} is a URL of ${own}, which is of none of these APIs: ${who}`;
}

function apiReport(
  module: RouterModule,
  app: ApiModel,
  urls: readonly ModuleCall[],
  from: (path: string) => string,
): ApiReport {
  const { kind, call } = module;
  const settings = routerSettings(call?.inputs ?? {}, module.name, kind);
  const gateway = gatewayApi(app, kind);
  const { operations: routes } = gateway;
  const ids = Object.keys(valueIn(settings.operations) ?? {});
  const shadowed = new Set(ids.flatMap((id) => routes[id]?.shadows ?? []));
  const own = app.operations.flatMap((operation) => {
    const route = routes[operation.id];
    return route ? [operationReport(operation, route, { kind, settings, shadowed })] : [];
  });
  const operations = own.map((report) => onSharedRoute(report, routes[report.id]?.shadowedBy, own));
  const authorizers = authorizersOf(operations, settings);
  const isolated = valueIn(settings.isolated);
  const catchAll = valueIn(settings.catchAll);
  const paths = catchAll === undefined ? null : catchAll ? ('proxy' as const) : ('operations' as const);
  const auth = valueIn(settings.auth) ?? null;
  const events = eventsReport(settings.events, settings.name, valueIn(settings.memorySize) ?? null);
  return {
    name: settings.name,
    kind,
    module: from(module.folder),
    ...(call
      ? {
          call: {
            address: `module.${call.name}`,
            file: from(call.file),
            ...(call.repeated === undefined ? {} : { repeated: call.repeated }),
          },
        }
      : {}),
    stage: valueIn(settings.stage) ?? null,
    integrationPattern: isolated === undefined ? null : isolated ? 'isolated' : 'shared',
    routes: paths,
    auth,
    authorizers,
    functions: functionsOf(operations, settings, paths === 'proxy'),
    operations,
    ...(events ? { events } : {}),
    ...(urls.length ? { functionUrls: urls.map((url) => functionUrlReport(url, from)) } : {}),
    ...(paths === 'proxy'
      ? { everythingElse: { callers: auth, public: auth === null ? null : auth === 'NONE' } }
      : {}),
    limits: limitReports({ kind, operations, authorizers, routes: paths, settings, models: module.models }),
    undecided: settings.undecided,
    notes: [
      ...ids
        .filter((id) => id !== '$router' && !routes[id])
        .map((id) => `operations.${id}: the app has no such operation, and the plan will fail`),
      ...routeNotes(settings, gateway, withoutRoute(app, gateway, kind)),
    ],
  };
}

/** An operation that has no route of its own for a slash at the end, with what is true of the route that it is on. */
function onSharedRoute(
  report: OperationReport,
  shadowedBy: string | undefined,
  all: readonly OperationReport[],
): OperationReport {
  const owner = all.find(({ id }) => id === shadowedBy);
  // Beside the catch-all, an operation that is not set to anything has no route
  if (
    !owner ||
    report.runsOn?.type === 'nothing' ||
    (owner.route === null && owner.runsOn?.type !== 'nothing')
  )
    return report;
  const { id, method, path, tags, deprecated, streams } = report;
  const runsOn: RunsOn | null =
    owner.runsOn?.type === 'nothing'
      ? { type: 'nothing', name: `it takes the route of ${owner.id}, which has none: ${owner.runsOn.name}` }
      : owner.runsOn;
  return { ...owner, id, method, path, tags, deprecated, streams, runsOn, shadowedBy: owner.id };
}

/** What a plan refuses, as far as the root says what there is. */
function routeNotes(
  settings: RouterSettings,
  gateway: GatewayApi,
  unrouted: WithoutRoute | undefined,
): string[] {
  const given = valueIn(settings.operations);
  const catchAll = valueIn(settings.catchAll);
  if (!given || catchAll === undefined) return [];
  const left = Object.keys(given).filter((id) => valueIn(given[id] ?? { expression: '' })?.enabled === false);
  const enabled = (unrouted?.operations ?? []).map(({ id }) => id).filter((id) => !left.includes(id));
  const off = `enabled = false for ${enabled.join(', ')} in operations`;
  const isolated = valueIn(settings.isolated);
  const isPlain = Object.keys(given).length === 0;
  if (catchAll) {
    const settled = enabled.filter((id) => id in given);
    const leading = unrouted?.besideProxy === false || beginsWithVariable(gateway);
    return [
      ...settled.map(
        (id) => `operations.${id} can have no route for its settings, and the plan will fail: leave them out`,
      ),
      ...(settings.kind === 'rest' && isolated === true && leading
        ? [
            `paths begin with a variable, which a REST API can not have beside /{proxy+}, and the plan will fail: set routes = "operations"${enabled.length ? ` and ${off}` : ''}${isPlain ? ', or set integration_pattern = "shared"' : ''}`,
          ]
        : []),
    ];
  }
  if (!unrouted || !enabled.length) return [];
  const { served, left: leftOut } = waysOut(unrouted, off, isolated === false || unrouted.besideProxy);
  const ways = [...(isPlain || !unrouted.others ? served : []), ...leftOut];
  return [
    `${count(enabled.length, 'operation')} without a route, and the plan will fail: ${ways.join(', or ')}`,
  ];
}

function authorizersOf(
  operations: readonly OperationReport[],
  settings: RouterSettings,
): readonly AuthorizerReport[] {
  const names = [...new Set(operations.flatMap(({ callers }) => callers ?? []))].sort(openLast);
  return names.map((name) => {
    const own = valueIn(valueIn(settings.authorizers)?.[name] ?? { expression: '' });
    const type = isArguments(own)
      ? valueIn(resolveLiteral<string | undefined>(own.type, undefined))
      : undefined;
    return {
      name,
      ...(type === undefined ? {} : { type }),
      operations: operations.filter(({ callers }) => callers === name).length,
    };
  });
}

/** Orders authorizations, with `NONE` last. */
function openLast(a: string, b: string): number {
  return Number(a === 'NONE') - Number(b === 'NONE');
}

function functionsOf(
  operations: readonly OperationReport[],
  settings: RouterSettings,
  proxied: boolean,
): readonly FunctionReport[] {
  const found = new Map<string, FunctionReport>();
  const given = valueIn(settings.operations) ?? {};
  const add = (name: string, shared: boolean, id: string, count: number) => {
    const there = found.get(name);
    const own = valueIn(given[id] ?? { value: {} }) ?? {};
    found.set(name, {
      name,
      shared,
      operations: (there?.operations ?? 0) + count,
      memory: valueIn(resolveLiteral(own.memory_size, valueIn(settings.memorySize) ?? null)) ?? null,
      timeout: valueIn(resolveLiteral(own.timeout, valueIn(settings.timeout) ?? null)) ?? null,
    });
  };
  if (proxied) add(settings.name, true, '$router', 0);
  for (const { id, runsOn, shadowedBy } of operations)
    if (runsOn?.type === 'function')
      add(runsOn.name, runsOn.shared, runsOn.shared ? '$router' : (shadowedBy ?? id), 1);
  return [...found.values()];
}

const SHOWN = 3;

function notesOn(
  { name, operations, call, folder }: RouterModule,
  app: ApiModel,
  from: (path: string) => string,
): string[] {
  const where = from(folder);
  const uncalled = call ? [] : [`${where}: nothing in the Terraform root calls it; shown by its defaults`];
  if (!operations) return [...uncalled, `${where}: ${name} is not written yet: terragate synth`];
  const ids = app.operations.map(({ id }) => id);
  const gone = operations.filter((id) => !ids.includes(id));
  const fresh = ids.filter((id) => !operations.includes(id));
  if (!gone.length && !fresh.length) return uncalled;
  const some = (what: string, all: readonly string[]) =>
    all.length ? [`${what} ${all.slice(0, SHOWN).join(', ')}${all.length > SHOWN ? ', …' : ''}`] : [];
  const differences = [...some('without', fresh), ...some('still with', gone)].join('; ');
  return [...uncalled, `${where}: older than ${from(app.source)} (${differences}): terragate synth`];
}
