import { raw, text } from '../../hcl';
import type { OutputProps } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { DOMAIN_OUTPUTS } from '../shared/domain';
import { USAGE_OUTPUTS } from './usage-plans';

/** The address of an API without its stage. */
function endpoint() {
  return text`https://${'aws_api_gateway_rest_api.this.id'}.execute-api.${'data.aws_region.current.id'}.${'data.aws_partition.current.dns_suffix'}`;
}

/** The outputs of the `rest-api` module. */
export function addOutputs(stack: ModuleStack): void {
  const api = 'aws_api_gateway_rest_api.this';
  const ofStage = (attribute: string) => raw(`one(aws_api_gateway_stage.this[*].${attribute})`);
  const outputs: Record<string, [ReturnType<typeof raw> | ReturnType<typeof text>, string]> = {
    api_id: [raw(`${api}.id`), 'Id of the API.'],
    api_arn: [raw(`${api}.arn`), 'ARN of the API.'],
    api_endpoint: [endpoint(), 'Address of the API without a stage.'],
    api_execution_arn: [
      raw(`${api}.execution_arn`),
      'ARN that the permissions to call the API begin with; STAGE/METHOD/PATH follows.',
    ],
    api_root_resource_id: [
      raw(`${api}.root_resource_id`),
      'Id of the resource /, for resources that are attached to a bare API.',
    ],
    deployment_id: [
      raw('one(aws_api_gateway_deployment.this[*].id)'),
      'Id of the deployment that the stage serves; null for a bare API.',
    ],
    stage_id: [ofStage('id'), 'Id of the stage; null for a bare API, as all that concerns the stage.'],
    stage_name: [ofStage('stage_name'), 'Name of the stage.'],
    stage_arn: [ofStage('arn'), 'ARN of the stage, for a WAF association.'],
    stage_execution_arn: [
      ofStage('execution_arn'),
      'ARN that the permissions to call the stage begin with; METHOD/PATH follows.',
    ],
    stage_invoke_url: [ofStage('invoke_url'), 'Address of the stage.'],
    api_log_group_name: [
      raw('one(aws_cloudwatch_log_group.access[*].name)'),
      'Name of the log group of the access log; null when it is off.',
    ],
    api_log_group_arn: [
      raw('one(aws_cloudwatch_log_group.access[*].arn)'),
      'ARN of the log group of the access log; null when it is off.',
    ],
    execution_log_group_name: [
      raw('one(aws_cloudwatch_log_group.execution[*].name)'),
      'Name of the log group of the execution log; null when it is off.',
    ],
  };
  for (const [name, [value, description]] of Object.entries(outputs))
    stack.output(name, { value, description });
  for (const [name, output] of Object.entries({ ...USAGE_OUTPUTS, ...DOMAIN_OUTPUTS, ...CERTIFICATE_OUTPUT }))
    stack.output(name, output);
}

const CERTIFICATE_OUTPUT: Readonly<Record<string, OutputProps>> = {
  client_certificate_pem: {
    value: raw('one(aws_api_gateway_client_certificate.this[*].pem_encoded_certificate)'),
    description:
      'Certificate (PEM) that API Gateway shows to the servers that it calls, for their list of trusted callers; null when it shows none.',
  },
};
