import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import type { ApiKind } from '../../api-kind';
import {
  cacheKey,
  type GatewayApi,
  gatewayApi,
  type RequestChecks,
  requestChecks,
  type WithoutRoute,
  waysOut,
  withoutRoute,
} from '../../gateway';
import { forObject, inline, quote, raw, text, type Value } from '../../hcl';
import { ModuleStack } from '../../module-stack/module-stack';
import type { ApiModel, ApiOperation } from '../../openapi';
import { CACHE_INPUTS } from '../rest-api/cache';
import { CLIENT_CERTIFICATE_INPUT } from '../rest-api/client-certificate';
import { POLICY_QUOTA } from '../rest-api/policy-quota';
import { POLICY_STATEMENTS_INPUT } from '../rest-api/policy-statements';
import { USAGE_INPUTS } from '../rest-api/usage-plans';
import { WAF_INPUTS } from '../rest-api/waf';
import { CORS_INPUTS } from '../shared/cors-inputs';
import { domainInputs } from '../shared/domain-inputs';
import { canaryInput, functionInputs, nameInputs, PACKAGE_INPUTS } from '../shared/function-inputs';
import {
  accessLogInput,
  ENDPOINT_INPUTS,
  EXECUTE_API,
  EXECUTION_INPUTS,
  HTTP_METRICS,
  LOG_INPUTS,
  RESOURCE_POLICY,
  REST_STAGE_NAME,
  stageInputs,
  TAGS,
  THROTTLING_INPUTS,
} from '../shared/gateway-inputs';
import type { Module, OperationsWithoutRoute } from '../shared/module';
import { AUTHORIZER_QUOTA } from '../shared/quotas';
import { ARCHIVE, AWS, TERRAFORM_VERSION } from '../shared/requirements';
import type { Inputs } from '../shared/rules';
import { inSections } from '../shared/sections';
import { authInputs } from './auth';
import { EVENT_INPUTS } from './event-inputs';
import { addEvents } from './events';
import { addFunctions } from './functions';
import { addLocals } from './locals';
import { addMonitoring, MONITORING_INPUTS } from './monitoring';
import { addMoves } from './moved';
import { operationInputs } from './operation-inputs';
import { allowedNames } from './operation-settings';
import { routerOutputs } from './outputs';
import { addPermissions, PERMISSION_IDS } from './permissions';
import type { RouterProps } from './props';
import { routerReadme } from './readme';
import { routerTests } from './tests';
import { TRANSFER_INPUTS } from './transfer-inputs';

/**
 * A router module: an app on Lambda, with one function for all its operations or one for each, behind a REST or an HTTP
 * API.
 *
 * @example routerModule({ name: 'my-api', kind: 'rest', api: readApi(text, 'openapi.json') })
 */
export function routerModule(props: RouterProps): Module {
  const { kind } = props;
  const stack = newStack(props);
  for (const [name, input] of Object.entries(routerInputs(props))) stack.variable(name, input);
  addMain(stack);
  for (const file of STEPS[kind]) addLocals(stack, kind, file);
  for (const file of ['api.tf', 'routes.tf']) addLocals(stack, kind, file, 'main.tf');
  addLocals(stack, kind, 'checks.tf');
  for (const file of ['reach.tf', 'slash.tf', 'ways.tf', 'event-checks.tf'])
    addLocals(stack, kind, file, 'checks.tf');
  addApi(stack, kind);
  addFunctions(stack, kind);
  addPermissions(stack, kind);
  addEvents(stack, kind);
  addMonitoring(stack, kind);
  for (const [name, output] of Object.entries(routerOutputs(kind))) stack.output(name, output);
  const gateway = gatewayApi(props.api, kind);
  addMoves(stack, gateway);
  return { stack, readme: routerReadme(props), ...factsOf(props, gateway) };
}

function newStack({ name, kind, api }: RouterProps): ModuleStack {
  const front = kind === 'rest' ? 'a REST API' : 'an HTTP API';
  return new ModuleStack(name, {
    description: `${api.info.title} behind ${front}, on one Lambda function for all operations or one for each.`,
    requiredVersion: TERRAFORM_VERSION,
    providers: { archive: ARCHIVE, aws: AWS },
  });
}

/** Adds the data sources and the name that everything else reads. */
function addMain(stack: ModuleStack): void {
  stack.add(DataAwsCallerIdentity, 'current', {});
  stack.add(DataAwsPartition, 'current', {});
  stack.add(DataAwsRegion, 'current', {});
  stack.locals({ name: text`${'var.name_prefix'}${'var.name'}` });
}

/** The parts of a router module that depend on the app: tables, tests, and what API Gateway does not do for it. */
function factsOf(
  props: RouterProps,
  gateway: GatewayApi,
): Pick<Module, 'tests' | 'data' | 'skipped' | 'withoutRoute'> {
  const { kind, api } = props;
  const checks = kind === 'rest' ? checksOf(api, gateway) : undefined;
  const unrouted = withoutRoute(api, gateway, kind);
  return {
    tests: routerTests(props, gateway),
    data: {
      'operations.json': operationsTable(props, gateway, checks, unrouted),
      ...(checks ? { 'models.json': { models: checks.models } } : {}),
    },
    skipped: checks?.skipped ?? [],
    ...(unrouted === undefined ? {} : { withoutRoute: waysWithout(unrouted) }),
  };
}

/** The ways to a plan that passes, whatever else is set: those that a plan names follow the settings too. */
function waysWithout(unrouted: WithoutRoute): OperationsWithoutRoute {
  const { operations, besideProxy } = unrouted;
  const off = operations.map(({ id }) => `${quote(id)} = { enabled = false }`).join(', ');
  const { served, left } = waysOut(unrouted, `operations = { ${off} }`);
  return {
    operations: operations.map(({ id, method, path, problem }) => ({
      id,
      where: `${method} ${path} (${id})`,
      what: problem,
    })),
    besideProxy,
    ways: [...served, ...left],
  };
}

/**
 * The checks of requests, but for routes that take those of another operation as well, which differ in the slash at the
 * end: what the other one takes is not refused.
 */
function checksOf(api: ApiModel, gateway: GatewayApi): RequestChecks {
  const { skipped, ...checks } = requestChecks(api);
  const text = (id: string) => JSON.stringify(checks.operations[id] ?? {});
  const left = new Set(
    slashPairs(gateway).flatMap(([id, other]) => (text(id) !== '{}' && text(other) !== text(id) ? [id] : [])),
  );
  const kept = Object.entries(checks.operations).filter(([id]) => !left.has(id));
  return {
    ...checks,
    operations: Object.fromEntries(kept),
    skipped: [
      ...skipped,
      ...[...left].map((where) => ({
        where,
        what: 'an operation is not checked whose route takes requests of another one, with another slash at the end',
      })),
    ],
  };
}

/** The operations with others whose requests, or some of them, take their routes for a slash at the end. */
function slashPairs({ operations }: GatewayApi): [id: string, other: string][] {
  return Object.entries(operations).flatMap(([id, { shadowedBy, slashShadows = [] }]) => [
    ...(shadowedBy === undefined ? [] : [[shadowedBy, id] as [string, string]]),
    ...slashShadows.map((other) => [id, other] as [string, string]),
  ]);
}

/** The files of local values on the way to the document of the API, which is in `main.tf`, in the order of one another. */
const STEPS = {
  rest: ['operations.tf', 'auth.tf', 'integrations.tf', 'cache.tf', 'validation.tf'],
  http: ['operations.tf', 'auth.tf', 'integrations.tf'],
} as const;

/** The inputs around the stage of a REST API, passed on to the core module. */
const REST_EXTRAS: Inputs = {
  ...USAGE_INPUTS,
  ...POLICY_STATEMENTS_INPUT,
  ...WAF_INPUTS,
  ...POLICY_QUOTA,
  ...CLIENT_CERTIFICATE_INPUT,
  ...CACHE_INPUTS,
};

/** The limits of single operations, by what the core module calls their routes. */
function throttled(route: string): Value {
  const limit = (name: string) => raw(`operation.throttling_${name}`);
  return forObject(
    ['id', 'operation'],
    raw('local.routed'),
    { $hcl: 'raw', code: `"${route}"` },
    inline({ rate_limit: limit('rate_limit'), burst_limit: limit('burst_limit') }),
    raw('operation.throttling_rate_limit != null || operation.throttling_burst_limit != null'),
  );
}

/** The cached operations, by what the core module calls their methods. */
const CACHED = forObject(
  ['id', 'operation'],
  raw('local.cached'),
  { $hcl: 'raw', code: '"${operation.route == "/" ? "" : operation.route}/${operation.method}"' },
  inline({ ttl_in_seconds: raw('operation.cache_ttl_in_seconds') }),
  raw('operation.method == "GET"'),
);

/** The inputs that the core module has too: they are passed on, and the rules for them are its own. */
function passedInputs(kind: ApiKind): Inputs {
  const rest = kind === 'rest';
  const stage = rest ? stageInputs('prod', [REST_STAGE_NAME]) : stageInputs('$default');
  const inputs: Inputs = {
    ...CORS_INPUTS,
    ...stage,
    ...THROTTLING_INPUTS,
    ...accessLogInput(rest),
    ...(rest
      ? { ...EXECUTION_INPUTS, ...ENDPOINT_INPUTS, ...RESOURCE_POLICY, ...REST_EXTRAS }
      : HTTP_METRICS),
    ...domainInputs(kind),
    ...AUTHORIZER_QUOTA,
    ...LOG_INPUTS,
    ...EXECUTE_API,
    ...TAGS,
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, props]) => [name, { ...props, checkedBelow: true }]),
  );
}

/** The inputs that each function gets: the rules that its module has for them too are not said twice. */
function checkedByFunction(inputs: Inputs, rest: boolean): Inputs {
  const { layers, ...others } = inputs;
  const own = [
    ...['additional_iam_policy_statements', 'dead_letter_target_arn', 'lwa_layer_arn'],
    ...(rest ? [] : ['timeout']),
  ];
  const checked = Object.entries(others).map(([name, props]) => [
    name,
    own.includes(name) ? props : { ...props, checkedBelow: true },
  ]);
  return {
    ...Object.fromEntries(checked),
    ...(layers ? { layers: { ...layers, validation: layers.validation?.slice(1) ?? [] } } : {}),
  };
}

function routerInputs({ name, kind, api }: RouterProps): Inputs {
  const rest = kind === 'rest';
  return inSections({
    ...nameInputs(name, api.info.title),
    ...PACKAGE_INPUTS,
    ...checkedByFunction(
      { ...functionInputs(rest ? 900 : 30), ...canaryInput('the newest version of the shared function') },
      rest,
    ),
    ...(rest ? TRANSFER_INPUTS : {}),
    ...operationInputs(kind),
    ...authInputs(kind),
    ...EVENT_INPUTS,
    ...MONITORING_INPUTS,
    ...passedInputs(kind),
  });
}

/** Calls the core module. Every input that both modules have is passed on. */
function addApi(stack: ModuleStack, kind: ApiKind): void {
  const rest = kind === 'rest';
  const variables: Record<string, Value> = {
    api_name: raw('local.name'),
    api_description: raw('var.api_description'),
    body: raw('local.document'),
    stage_depends_on: PERMISSION_IDS,
    ...(rest
      ? {
          binary_media_types: raw('var.binary_media_types'),
          method_throttling: throttled(
            '${operation.route == "/" ? "" : operation.route}/${operation.method}',
          ),
          method_caching: CACHED,
        }
      : { route_throttling: throttled('${operation.method} ${operation.route}') }),
    ...Object.fromEntries(Object.keys(passedInputs(kind)).map((name) => [name, raw(`var.${name}`)])),
    deployment_triggers: raw('merge(var.deployment_triggers, local.permission_triggers)'),
  };
  stack.call(`${kind}_api`, `../${kind}-api`, variables);
}

/** What the answer of an operation depends on, as the cache's key needs it; or why there can be no key. */
function cacheFacts(operation: ApiOperation, api: ApiModel): object {
  const found = cacheKey(operation, api);
  if ('problem' in found) return { uncacheable: found.problem };
  return found.key.length ? { cache_key: found.key } : {};
}

/** What the table does not say of most operations. */
const UNSAID = {
  function_key: null,
  parameters: [],
  problem: null,
  shadowed_by: null,
  shadows: [],
  slash_shadows: [],
};
const UNSAID_REST = {
  ...UNSAID,
  cache_key: [],
  http_api: false,
  uncacheable: null,
  validate: { model: '', parameters: [] },
};

/** The table that the module reads: where each operation is routed, and what per-operation settings are checked against. */
function operationsTable(
  { api, kind }: RouterProps,
  gateway: GatewayApi,
  checks: RequestChecks | undefined,
  unrouted: WithoutRoute | undefined,
): unknown {
  const elsewhere = new Set(unrouted?.inHttp);
  const operations = api.operations.map((operation) => {
    const { id, tags, summary, deprecated, streaming } = operation;
    const { problem, shadowedBy, slashShadows, functionKey = id, ...routed } = gateway.operations[id] ?? {};
    const route = gateway.operations[id]?.route ?? '';
    const parameters = [...route.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => name);
    const validate = Object.entries(checks?.operations[id] ?? {});
    return [
      id,
      {
        ...routed,
        ...(functionKey === id ? {} : { function_key: functionKey }),
        ...(parameters.length ? { parameters } : {}),
        ...(shadowedBy === undefined ? {} : { shadowed_by: shadowedBy }),
        ...(slashShadows === undefined ? {} : { slash_shadows: slashShadows }),
        tags,
        ...(summary === undefined ? {} : { summary }),
        ...(deprecated ? { deprecated } : {}),
        ...(streaming === undefined ? {} : { streaming }),
        ...(problem === undefined ? {} : { problem, ...(elsewhere.has(id) ? { http_api: true } : {}) }),
        ...(validate.length
          ? { validate: { ...UNSAID_REST.validate, ...Object.fromEntries(validate) } }
          : {}),
        ...(checks && operation.method === 'get' ? cacheFacts(operation, api) : {}),
      },
    ];
  });
  return {
    title: api.info.title,
    version: api.info.version,
    resources: gateway.resources,
    allowed: allowedNames(kind),
    defaults: kind === 'rest' ? UNSAID_REST : UNSAID,
    operations: Object.fromEntries(operations),
  };
}
