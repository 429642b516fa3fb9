import { DataAwsApiGatewayResource } from '@cdktf/provider-aws/lib/data-aws-api-gateway-resource';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import type { ApiKind } from '../../api-kind';
import { UserError } from '../../errors';
import type { TerraformHclModule } from '../../framework';
import { type GatewayApi, gatewayApi, type RequestChecks, requestChecks } from '../../gateway';
import { forObject, inline, raw, text, type Value } from '../../hcl';
import { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import type { ApiModel } from '../../openapi';
import { CACHE_INPUTS } from '../rest-api/cache';
import { CLIENT_CERTIFICATE_INPUT } from '../rest-api/client-certificate';
import { POLICY_STATEMENTS_INPUT } from '../rest-api/policy-statements';
import { USAGE_INPUTS } from '../rest-api/usage-plans';
import { WAF_INPUTS } from '../rest-api/waf';
import { CORS_INPUTS } from '../shared/cors-inputs';
import { DOMAIN_INPUTS } from '../shared/domain-inputs';
import { functionInputs, nameInputs, PACKAGE_INPUTS } from '../shared/function-inputs';
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
import type { Module } from '../shared/module';
import { ARCHIVE, AWS, TERRAFORM_VERSION } from '../shared/requirements';
import type { Inputs } from '../shared/rules';
import { inSections } from '../shared/sections';
import { authInputs } from './auth';
import { addFunctions } from './functions';
import { addLocals, addNames } from './locals';
import { addMonitoring, MONITORING_INPUTS } from './monitoring';
import { operationInputs } from './operation-inputs';
import { routerOutputs } from './outputs';
import { addPermissions } from './permissions';
import type { RouterProps } from './props';
import { routerReadme } from './readme';
import { routerTests } from './tests';
import { TRANSFER_INPUTS } from './transfer-inputs';

/**
 * A router module: an app on Lambda, with one function for all its operations or one for each, behind a REST or an HTTP
 * API.
 *
 * @throws UserError when an operation is called `$router`
 * @example routerModule({ name: 'my-api', kind: 'rest', api: readApi(text, 'openapi.json') })
 */
export function routerModule(props: RouterProps): Module {
  const { kind, api } = props;
  refuseReservedId(api);
  const stack = newStack(props);
  for (const [name, input] of Object.entries(routerInputs(props))) stack.variable(name, input);
  addMain(stack, kind);
  for (const file of LOCALS[kind]) addLocals(stack, kind, file);
  addNames(stack, kind);
  addLocals(stack, kind, 'checks.tf');
  addLocals(stack, kind, 'reach.tf', 'checks.tf');
  const apiCall = addApi(stack, kind);
  addFunctions(stack, kind);
  addPermissions(stack, kind);
  addMonitoring(stack, kind);
  if (kind === 'rest') addCatchAllResource(stack, apiCall);
  for (const [name, output] of Object.entries(routerOutputs(kind))) stack.output(name, output);
  for (const [from, to] of Object.entries(MOVED)) stack.moved(from, to);
  return { stack, readme: routerReadme(props), ...factsOf(props) };
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
function addMain(stack: ModuleStack, kind: ApiKind): void {
  if (kind === 'rest') stack.add(DataAwsCallerIdentity, 'current', {});
  stack.add(DataAwsPartition, 'current', {});
  stack.add(DataAwsRegion, 'current', {});
  stack.locals({ name: text`${'var.name_prefix'}${'var.name'}` });
}

/** Adds the resource /{proxy+}, for the outputs that name it. */
function addCatchAllResource(stack: ModuleStack, apiCall: TerraformHclModule): void {
  stack.add(
    DataAwsApiGatewayResource,
    'proxy',
    {
      count: as.number(raw('local.catch_all ? 1 : 0')),
      restApiId: as.string(raw('module.rest_api.api_id')),
      path: '/{proxy+}',
      dependsOn: [apiCall],
    },
    {
      file: 'api.tf',
      comment: 'Read after the document was imported: an import may give the resource another id.',
    },
  );
}

/** The parts of a router module that depend on the app: tables, tests, and what API Gateway does not do for it. */
function factsOf(props: RouterProps): Pick<Module, 'tests' | 'data' | 'skipped' | 'unroutable'> {
  const { kind, api } = props;
  const gateway = gatewayApi(api, kind);
  const checks = kind === 'rest' ? requestChecks(api) : undefined;
  return {
    tests: routerTests(props, gateway),
    data: {
      'operations.json': operationsTable(api, gateway, checks),
      ...(checks ? { 'models.json': { models: checks.models } } : {}),
    },
    skipped: checks?.skipped ?? [],
    unroutable: Object.entries(gateway.operations).flatMap(([id, { method, path, problem }]) =>
      problem === undefined ? [] : [{ where: `${method} ${path} (${id})`, what: problem }],
    ),
  };
}

/** The files of local values that become the document of the API, in the order of one another. */
const LOCALS = {
  rest: ['operations.tf', 'auth.tf', 'integrations.tf', 'validation.tf', 'api.tf', 'routes.tf'],
  http: ['operations.tf', 'auth.tf', 'integrations.tf', 'api.tf', 'routes.tf'],
} as const;

/** The shared function's key, beside the ids of operations that have functions of their own. */
const ROUTER = '$router';

function refuseReservedId({ operations }: ApiModel): void {
  const taken = operations.find(({ id }) => id === ROUTER);
  if (!taken) return;
  throw new UserError([
    {
      where: `${taken.method.toUpperCase()} ${taken.path}`,
      what: 'its operationId is what the modules call the shared function',
      got: ROUTER,
      fix: 'give the operation another operationId',
    },
  ]);
}

/** The inputs around the stage of a REST API, passed on to the core module. */
const REST_EXTRAS: Inputs = {
  ...USAGE_INPUTS,
  ...POLICY_STATEMENTS_INPUT,
  ...WAF_INPUTS,
  ...CLIENT_CERTIFICATE_INPUT,
  ...CACHE_INPUTS,
};

/** The limits of single operations, by what the core module calls their routes. */
function throttled(route: string): Value {
  const limit = (name: string) => raw(`lookup(local.operation_config[id], "throttling_${name}", null)`);
  return forObject(
    ['id', 'operation'],
    raw('local.routed'),
    { $hcl: 'raw', code: `"${route}"` },
    inline({ rate_limit: limit('rate_limit'), burst_limit: limit('burst_limit') }),
    raw(
      'lookup(local.operation_config[id], "throttling_rate_limit", null) != null || lookup(local.operation_config[id], "throttling_burst_limit", null) != null',
    ),
  );
}

/** The addresses of the resources that the router module held while it had one function. */
const MOVED = {
  'aws_cloudwatch_log_group.lambda': 'module.function["$router"].aws_cloudwatch_log_group.this',
  'aws_iam_role.lambda': 'module.function["$router"].aws_iam_role.this',
  'aws_iam_role_policy.lambda': 'module.function["$router"].aws_iam_role_policy.this',
  'aws_lambda_function.this': 'module.function["$router"].aws_lambda_function.this',
  'aws_lambda_alias.live': 'module.function["$router"].aws_lambda_alias.live',
  'aws_lambda_permission.api': 'aws_lambda_permission.api["$router"]',
};

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
    ...DOMAIN_INPUTS,
    ...LOG_INPUTS,
    ...EXECUTE_API,
    ...TAGS,
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, props]) => [name, { ...props, checkedBelow: true }]),
  );
}

function routerInputs({ name, kind, api }: RouterProps): Inputs {
  const rest = kind === 'rest';
  return inSections({
    ...nameInputs(name, api.info.title),
    ...PACKAGE_INPUTS,
    ...functionInputs(rest ? 900 : 30),
    ...(rest ? TRANSFER_INPUTS : {}),
    ...operationInputs(kind),
    ...authInputs(kind),
    ...MONITORING_INPUTS,
    ...passedInputs(kind),
  });
}

/** Calls the core module. Every input that both modules have is passed on. */
function addApi(stack: ModuleStack, kind: ApiKind): TerraformHclModule {
  const rest = kind === 'rest';
  const variables: Record<string, Value> = {
    api_name: raw('local.name'),
    api_description: raw('var.api_description'),
    body: raw('local.document'),
    ...(rest
      ? {
          binary_media_types: raw('var.binary_media_types'),
          method_throttling: throttled(
            '${operation.route == "/" ? "" : operation.route}/${operation.method}',
          ),
        }
      : { route_throttling: throttled('${operation.method} ${operation.route}') }),
    ...Object.fromEntries(Object.keys(passedInputs(kind)).map((name) => [name, raw(`var.${name}`)])),
  };
  return stack.call(`${kind}_api`, `../${kind}-api`, variables, { file: 'api.tf' });
}

/** The table that the module reads: where each operation is routed, and what per-operation settings are checked against. */
function operationsTable(api: ApiModel, gateway: GatewayApi, checks: RequestChecks | undefined): unknown {
  const operations = api.operations.map(({ id, tags, summary, deprecated, streaming }) => {
    const { problem, ...routed } = gateway.operations[id] ?? {};
    const validate = checks?.operations[id];
    return [
      id,
      {
        ...routed,
        tags,
        ...(summary === undefined ? {} : { summary }),
        ...(deprecated ? { deprecated } : {}),
        ...(streaming === undefined ? {} : { streaming }),
        ...(problem === undefined ? {} : { problem }),
        ...(validate === undefined ? {} : { validate }),
      },
    ];
  });
  return {
    title: api.info.title,
    version: api.info.version,
    resources: gateway.resources,
    operations: Object.fromEntries(operations),
  };
}
