import { ApiGatewayClientCertificate } from '@cdktf/provider-aws/lib/api-gateway-client-certificate';
import { raw, text } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import type { Inputs } from '../shared/rules';

/** The input for the certificate that API Gateway shows to the servers behind a REST API. */
export const CLIENT_CERTIFICATE_INPUT: Inputs = {
  client_certificate_enabled: {
    description:
      'Whether API Gateway shows a certificate of its own to the servers that it calls by HTTP, so that they can refuse other callers.',
    type: 'bool',
    default: false,
    nullable: false,
  },
};

/** Adds the client certificate of a REST stage. */
export function addClientCertificate(stack: ModuleStack): void {
  stack.add(
    ApiGatewayClientCertificate,
    'this',
    {
      count: as.number(raw('local.has_body && var.client_certificate_enabled ? 1 : 0')),
      description: as.string(text`Shown by the API ${'var.api_name'}`),
      tags: as.map(raw('var.tags')),
    },
    { file: 'stage.tf' },
  );
}
