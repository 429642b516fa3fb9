import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import { ApiGatewayBasePathMapping } from '@cdktf/provider-aws/lib/api-gateway-base-path-mapping';
import { ApiGatewayDomainName } from '@cdktf/provider-aws/lib/api-gateway-domain-name';
import { Apigatewayv2ApiMapping } from '@cdktf/provider-aws/lib/apigatewayv2-api-mapping';
import { Apigatewayv2DomainName } from '@cdktf/provider-aws/lib/apigatewayv2-domain-name';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import type { ApiKind } from '../../api-kind';
import type { TerraformElement } from '../../framework';
import { call, conditional, raw, text } from '../../hcl';
import type { OutputProps } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { domainLocals, madeCertificateRules, madeDomainRules, RECORD_RULE } from './domain-inputs';
import { preconditions } from './preconditions';

const FILE = 'domain.tf';
const COUNT = 'local.creates_domain ? 1 : 0';
const MAPPING_COUNT = 'local.has_domain ? 1 : 0';

/** The name of the domain: of the resource, where there is one, so that the mapping waits for it. */
const domainName = (type: string) =>
  as.string(raw(`local.creates_domain ? one(${type}.this[*].domain_name) : var.domain_name`));

/** The parts of a domain that both kinds of API share. */
function locals(rest: boolean) {
  const type = rest ? 'aws_api_gateway_domain_name' : 'aws_apigatewayv2_domain_name';
  const of = (edge: string, regional: string, http: string) =>
    rest
      ? call(
          'one',
          conditional(
            raw('var.endpoint_type == "EDGE"'),
            raw(`${type}.this[*].${edge}`),
            raw(`${type}.this[*].${regional}`),
          ),
        )
      : raw(`one(${type}.this[*].domain_name_configuration[0].${http})`);
  return {
    domain_target: of('cloudfront_domain_name', 'regional_domain_name', 'target_domain_name'),
    domain_zone_id: of('cloudfront_zone_id', 'regional_zone_id', 'hosted_zone_id'),
  };
}

/** The domain of a REST API, with what leads from it to the stage. */
export function addRestDomain(stack: ModuleStack, apiId: string): void {
  addCertificate(stack, 'rest');
  const edge = 'var.endpoint_type == "EDGE"';
  const domain = stack.add(
    ApiGatewayDomainName,
    'this',
    {
      count: as.number(raw(COUNT)),
      domainName: as.string(raw('var.domain_name')),
      certificateArn: as.string(raw(`${edge} ? local.certificate_arn : null`)),
      regionalCertificateArn: as.string(raw(`${edge} ? null : local.certificate_arn`)),
      ownershipVerificationCertificateArn: as.string(raw('var.ownership_verification_certificate_arn')),
      securityPolicy: as.string(raw('var.domain_security_policy')),
      endpointConfiguration: { types: as.list([raw('var.endpoint_type')]) },
      tags: as.map(raw('var.tags')),
      lifecycle: { precondition: preconditions(madeDomainRules('rest')) },
    },
    { file: FILE },
  );
  addMutualTls(stack, domain);
  stack.add(
    ApiGatewayBasePathMapping,
    'this',
    {
      count: as.number(raw(MAPPING_COUNT)),
      apiId,
      stageName: as.string(raw('aws_api_gateway_stage.this[0].stage_name')),
      domainName: domainName('aws_api_gateway_domain_name'),
      basePath: as.string(raw('var.domain_base_path')),
    },
    { file: FILE },
  );
  stack.locals(locals(true), { file: FILE });
  addRecord(stack);
}

/** The domain of an HTTP API, with what leads from it to the stage. */
export function addHttpDomain(stack: ModuleStack, apiId: string): void {
  addCertificate(stack, 'http');
  const domain = stack.add(
    Apigatewayv2DomainName,
    'this',
    {
      count: as.number(raw(COUNT)),
      domainName: as.string(raw('var.domain_name')),
      domainNameConfiguration: {
        certificateArn: as.string(raw('local.certificate_arn')),
        endpointType: 'REGIONAL',
        ownershipVerificationCertificateArn: as.string(raw('var.ownership_verification_certificate_arn')),
        securityPolicy: as.string(raw('var.domain_security_policy')),
      },
      tags: as.map(raw('var.tags')),
      lifecycle: { precondition: preconditions(madeDomainRules('http')) },
    },
    { file: FILE },
  );
  addMutualTls(stack, domain);
  stack.add(
    Apigatewayv2ApiMapping,
    'this',
    {
      count: as.number(raw(MAPPING_COUNT)),
      apiId,
      stage: as.string(raw('aws_apigatewayv2_stage.this.id')),
      domainName: domainName('aws_apigatewayv2_domain_name'),
      apiMappingKey: as.string(raw('var.domain_base_path')),
    },
    { file: FILE },
  );
  stack.locals(locals(false), { file: FILE });
  addRecord(stack);
}

/**
 * What a domain hangs on: the locals of its inputs, and its certificate, where that is made, with the record that validates it.
 *
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
function addCertificate(stack: ModuleStack, kind: ApiKind): void {
  stack.locals(domainLocals(kind), { file: FILE });
  const count = as.number(raw('local.creates_certificate ? 1 : 0'));
  stack.add(
    AcmCertificate,
    'this',
    {
      count,
      domainName: as.string(raw('var.domain_name')),
      validationMethod: 'DNS',
      tags: as.map(raw('var.tags')),
      lifecycle: { createBeforeDestroy: true, precondition: preconditions(madeCertificateRules(kind)) },
    },
    { file: FILE },
  );
  stack.add(
    Route53Record,
    'certificate',
    {
      count,
      zoneId: as.string(raw('var.hosted_zone_id')),
      name: as.string(raw('local.certificate_record.resource_record_name')),
      type: as.string(raw('local.certificate_record.resource_record_type')),
      ttl: 300,
      records: as.list([raw('local.certificate_record.resource_record_value')]),
      allowOverwrite: true,
    },
    {
      file: FILE,
      comment:
        'It is the same for each certificate of a name, so that another one may have made it. It stays for renewals.',
    },
  );
  stack.add(
    AcmCertificateValidation,
    'this',
    {
      count,
      certificateArn: as.string(raw('aws_acm_certificate.this[0].arn')),
      validationRecordFqdns: as.list(raw('aws_route53_record.certificate[*].fqdn')),
    },
    { file: FILE },
  );
  stack.locals(
    {
      certificate_record: raw('one(flatten(aws_acm_certificate.this[*].domain_validation_options[*]))'),
      certificate_arn: {
        value: raw(
          'local.creates_certificate ? one(aws_acm_certificate_validation.this[*].certificate_arn) : var.certificate_arn',
        ),
        comment: 'Of a certificate that is made, as soon as it is valid.',
      },
    },
    { file: FILE },
  );
}

function addMutualTls(stack: ModuleStack, domain: TerraformElement): void {
  stack.dynamic(domain, {
    name: 'mutual_tls_authentication',
    forEach: conditional(raw('var.mutual_tls_truststore_uri == null'), [], [1]),
    content: {
      truststore_uri: raw('var.mutual_tls_truststore_uri'),
      truststore_version: raw('var.mutual_tls_truststore_version'),
    },
  });
}

function addRecord(stack: ModuleStack): void {
  stack.add(
    Route53Record,
    'domain',
    {
      count: as.number(raw('local.creates_domain && local.domain_record ? 1 : 0')),
      zoneId: as.string(raw('var.hosted_zone_id')),
      name: as.string(raw('var.domain_name')),
      type: 'A',
      alias: {
        name: as.string(raw('local.domain_target')),
        zoneId: as.string(raw('local.domain_zone_id')),
        evaluateTargetHealth: false,
      },
      lifecycle: { precondition: preconditions([RECORD_RULE]) },
    },
    { file: FILE },
  );
}

export const DOMAIN_OUTPUTS: Readonly<Record<string, OutputProps>> = {
  domain_name_target: {
    value: raw('local.domain_target'),
    description:
      'Name that an alias or CNAME record of the domain has to lead to; null where this module makes no domain.',
  },
  domain_name_zone_id: {
    value: raw('local.domain_zone_id'),
    description: 'Id of the zone of that name, for an alias record; null where this module makes no domain.',
  },
  domain_url: {
    value: conditional(
      raw('var.domain_name == null'),
      null,
      text`https://${'var.domain_name == null ? "" : var.domain_name'}/${'var.domain_base_path == null ? "" : var.domain_base_path'}`,
    ),
    description: 'Address of the API under the domain; null without a domain.',
  },
};
