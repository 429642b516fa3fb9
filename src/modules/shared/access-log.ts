import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import type { TerraformElement } from '../../framework';
import { call, type Expression, raw } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';

/** The differences between the access logs of the two kinds of API. */
export interface AccessLogProps {
  /** HCL for whether there is one. */
  readonly when: string;
  /** Name of the log group. */
  readonly name: Expression;
  /** The fields of a line. */
  readonly format: Expression;
}

/** The log of every request that reaches a stage, in a group of its own. */
export function addAccessLog(
  stack: ModuleStack,
  stage: TerraformElement,
  { when, name, format }: AccessLogProps,
): void {
  stack.add(
    CloudwatchLogGroup,
    'access',
    { count: as.number(raw(`${when} ? 1 : 0`)), name: as.string(name), ...logGroup() },
    { file: 'stage.tf' },
  );
  stack.dynamic(stage, {
    name: 'access_log_settings',
    forEach: raw('aws_cloudwatch_log_group.access'),
    content: { destination_arn: raw('access_log_settings.value.arn'), format },
  });
}

/** The arguments of every log group of an API. */
export function logGroup() {
  return {
    retentionInDays: as.number(raw('var.log_retention_in_days')),
    kmsKeyId: as.string(raw('var.log_kms_key_arn')),
    tags: as.map(raw('var.tags')),
  };
}

/**
 * One JSON line a request, with the fields that API Gateway knows.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export const REST_ACCESS_LOG: Expression = call('jsonencode', {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  traceId: '$context.xrayTraceId',
  ip: '$context.identity.sourceIp',
  caller: '$context.identity.caller',
  user: '$context.identity.user',
  requestTime: '$context.requestTime',
  httpMethod: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  path: '$context.path',
  protocol: '$context.protocol',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integration.latency',
  errorMessage: '$context.error.message',
});

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
export const HTTP_ACCESS_LOG: Expression = call('jsonencode', {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  ip: '$context.identity.sourceIp',
  caller: '$context.identity.caller',
  user: '$context.identity.user',
  requestTime: '$context.requestTime',
  httpMethod: '$context.httpMethod',
  routeKey: '$context.routeKey',
  path: '$context.path',
  protocol: '$context.protocol',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integration.latency',
  errorMessage: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
});
