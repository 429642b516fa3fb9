import { DataAwsApiGatewayResource } from '@cdktf/provider-aws/lib/data-aws-api-gateway-resource';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { addLambda } from '../constructs/lambda';
import { ModuleStack } from '../constructs/module-stack';
import { as } from '../constructs/token';
import type { TerraformHclModule } from '../framework';
import { raw, text, type Value } from '../hcl';
import type { ApiModel } from '../spec';
import { authInputs, authRules } from './auth';
import { CORS_INPUTS } from './cors-inputs';
import { functionInputs, nameInputs, PACKAGE_INPUTS } from './function-inputs';
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
} from './gateway-inputs';
import type { Module } from './module';
import { ARCHIVE, AWS, TERRAFORM_VERSION } from './requirements';
import { documentLocals, TRANSFER_INPUTS, TRANSFER_RULES } from './router-document';
import { routerOutputs } from './router-outputs';
import { routerReadme } from './router-readme';
import { routerTests } from './router-tests';
import type { Inputs } from './rules';

/** The app that a router module is for, and the kind of API in front of it. */
export interface RouterProps {
  /** Name of the module, and the default of its input `name`. @example 'my-api' */
  readonly name: string;
  readonly kind: 'rest' | 'http';
  readonly api: ApiModel;
}

/**
 * A router module: one Lambda function that serves all routes of an app, behind a REST or an HTTP API.
 *
 * @example routerModule({ name: 'my-api', kind: 'rest', api: readApi(text, 'openapi.json') })
 */
export function routerModule(props: RouterProps): Module {
  const rest = props.kind === 'rest';
  const stack = new ModuleStack(props.name, {
    description: `${props.api.info.title} behind ${rest ? 'a REST' : 'an HTTP'} API: one Lambda function serves all routes.`,
    requiredVersion: TERRAFORM_VERSION,
    providers: { archive: ARCHIVE, aws: AWS },
  });
  const inputs = routerInputs(props);
  for (const [name, variable] of Object.entries(inputs)) stack.variable(name, variable);
  if (rest) stack.add(DataAwsCallerIdentity, 'current', {});
  stack.add(DataAwsPartition, 'current', {});
  stack.add(DataAwsRegion, 'current', {});
  stack.locals({
    name: text`${'var.name_prefix'}${'var.name'}`,
    operations: {
      value: raw(`jsondecode(file("\${path.module}/operations.json")).operations`),
      comment: 'What the app can do, as its OpenAPI document said when this module was written.',
    },
  });
  const apiModule = rest ? 'rest_api' : 'http_api';
  const api = addApi(stack, props, inputs, apiModule);
  addLambda(stack, {
    apiModule,
    streams: rest,
    functionRules: rest ? TRANSFER_RULES : [],
    callRules: authRules(props.kind),
  });
  if (rest) {
    stack.add(
      DataAwsApiGatewayResource,
      'proxy',
      { restApiId: as.string(raw('module.rest_api.api_id')), path: '/{proxy+}', dependsOn: [api] },
      {
        file: 'api.tf',
        comment: 'Read after the document was imported: an import may give the resource another id.',
      },
    );
  }
  for (const [name, output] of Object.entries(routerOutputs(props.kind))) stack.output(name, output);
  return {
    stack,
    readme: routerReadme(props),
    tests: routerTests(props),
    data: { 'operations.json': operationsTable(props.api) },
  };
}

function routerInputs({ name, kind, api }: RouterProps): Inputs {
  const rest = kind === 'rest';
  const stage = rest ? stageInputs('prod', [REST_STAGE_NAME]) : stageInputs('$default');
  return {
    ...nameInputs(name, api.info.title),
    ...PACKAGE_INPUTS,
    ...functionInputs(rest ? 900 : 30),
    ...(rest ? TRANSFER_INPUTS : {}),
    ...authInputs(kind),
    ...CORS_INPUTS,
    ...stage,
    ...THROTTLING_INPUTS,
    ...accessLogInput(rest),
    ...(rest ? { ...EXECUTION_INPUTS, ...ENDPOINT_INPUTS, ...RESOURCE_POLICY } : HTTP_METRICS),
    ...LOG_INPUTS,
    ...EXECUTE_API,
    ...TAGS,
  };
}

/** What the call of the core module gets as it is: every input that both have. */
function addApi(
  stack: ModuleStack,
  { kind }: RouterProps,
  inputs: Inputs,
  apiModule: string,
): TerraformHclModule {
  const rest = kind === 'rest';
  const passed = [
    ...Object.keys(CORS_INPUTS),
    ...Object.keys(stageInputs('prod')),
    ...Object.keys(THROTTLING_INPUTS),
    ...Object.keys(accessLogInput(rest)),
    ...(rest
      ? [EXECUTION_INPUTS, ENDPOINT_INPUTS, RESOURCE_POLICY].flatMap(Object.keys)
      : Object.keys(HTTP_METRICS)),
    ...Object.keys(LOG_INPUTS),
    ...Object.keys(EXECUTE_API),
    ...Object.keys(TAGS),
  ].filter((name) => name in inputs);
  const variables: Record<string, Value> = {
    api_name: raw('local.name'),
    api_description: raw('var.api_description'),
    body: raw('local.document'),
    ...(rest ? { binary_media_types: ['*/*'] } : {}),
    ...Object.fromEntries(passed.map((name) => [name, raw(`var.${name}`)])),
  };
  stack.locals(documentLocals(kind), { file: 'api.tf' });
  return stack.call(apiModule, `../${kind}-api`, variables, { file: 'api.tf' });
}

/** The table that the module reads: what per-operation settings are checked against. */
function operationsTable(api: ApiModel): unknown {
  const operations = api.operations.map(({ id, method, path, tags, summary, deprecated, streaming }) => [
    id,
    {
      method: method.toUpperCase(),
      path,
      tags,
      ...(summary === undefined ? {} : { summary }),
      ...(deprecated ? { deprecated } : {}),
      ...(streaming === undefined ? {} : { streaming }),
    },
  ]);
  return { title: api.info.title, version: api.info.version, operations: Object.fromEntries(operations) };
}
