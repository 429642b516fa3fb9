import type { ApiKind } from '../../api-kind';
import { type Run, rejects } from './module-test';

const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b';
const PUBLIC = 'arn:aws:acm:eu-west-1:123456789012:certificate/9f9e';
const DOMAIN = { domain_name: 'api.example.com', certificate_arn: CERTIFICATE };
const MUTUAL = {
  ...DOMAIN,
  disable_execute_api_endpoint: true,
  mutual_tls_truststore_uri: 's3://trust/ca.pem',
};

/** Runs about the domain of an API. */
export function domainRuns(kind: ApiKind): Run[] {
  const rest = kind === 'rest';
  const domain = rest ? 'aws_api_gateway_domain_name.this' : 'aws_apigatewayv2_domain_name.this';
  const mapping = rest ? 'aws_api_gateway_base_path_mapping.this' : 'aws_apigatewayv2_api_mapping.this';
  const api = rest ? 'aws_api_gateway_rest_api.this' : 'aws_apigatewayv2_api.this';
  const path = rest ? 'base_path' : 'api_mapping_key';
  return [
    {
      name: 'no_domain_is_made_without_being_asked_for',
      asserts: [
        {
          that: `length(${domain}) + length(${mapping}) + length(aws_route53_record.domain) == 0 && output.domain_url == null`,
          otherwise: 'A domain is made without being asked for.',
        },
      ],
    },
    {
      name: 'a_domain_leads_to_the_stage',
      variables: { ...DOMAIN, domain_base_path: 'orders' },
      asserts: [
        {
          that: `${mapping}[0].${path} == "orders" && ${mapping}[0].domain_name == "api.example.com"`,
          otherwise: 'The path of the domain does not lead to the stage.',
        },
        rest
          ? {
              that: `${domain}[0].regional_certificate_arn == "${CERTIFICATE}" && ${domain}[0].certificate_arn == null && ${domain}[0].security_policy == "TLS_1_2"`,
              otherwise: 'The certificate or the oldest TLS is not used.',
            }
          : {
              that: `${domain}[0].domain_name_configuration[0].certificate_arn == "${CERTIFICATE}" && ${domain}[0].domain_name_configuration[0].security_policy == "TLS_1_2"`,
              otherwise: 'The certificate or the oldest TLS is not used.',
            },
        {
          that: `length(${domain}[0].mutual_tls_authentication) == 0 && length(aws_route53_record.domain) == 0`,
          otherwise: 'A truststore or a record is made without being asked for.',
        },
        {
          that: 'output.domain_url == "https://api.example.com/orders"',
          otherwise: 'The address under the domain is wrong.',
        },
      ],
    },
    {
      name: 'an_existing_domain_gets_a_mapping_and_nothing_else',
      variables: {
        domain_name: 'api.example.com',
        domain_creation_enabled: false,
        domain_base_path: 'orders',
      },
      asserts: [
        {
          that: `${mapping}[0].domain_name == "api.example.com" && ${mapping}[0].${path} == "orders"`,
          otherwise: 'The domain does not lead to the stage.',
        },
        {
          that: `length(${domain}) + length(aws_route53_record.domain) == 0 && output.domain_name_target == null`,
          otherwise: 'A domain that is there is made again.',
        },
        {
          that: 'output.domain_url == "https://api.example.com/orders"',
          otherwise: 'The address under the domain is wrong.',
        },
      ],
    },
    {
      name: 'an_imported_certificate_is_verified_by_a_public_one',
      variables: { ...MUTUAL, ownership_verification_certificate_arn: PUBLIC },
      asserts: [
        {
          that: rest
            ? `${domain}[0].ownership_verification_certificate_arn == "${PUBLIC}"`
            : `endswith(${domain}[0].domain_name_configuration[0].ownership_verification_certificate_arn, "/9f9e")`,
          otherwise: 'AWS would refuse the domain.',
        },
      ],
    },
    {
      name: 'a_hosted_zone_gets_a_record',
      variables: { ...DOMAIN, hosted_zone_id: 'Z0123456789ABC' },
      asserts: [
        {
          that: 'aws_route53_record.domain[0].zone_id == "Z0123456789ABC" && aws_route53_record.domain[0].name == "api.example.com"',
          otherwise: 'The zone has no record of the domain.',
        },
      ],
    },
    {
      name: 'callers_show_certificates',
      variables: MUTUAL,
      asserts: [
        {
          that: `${domain}[0].mutual_tls_authentication[0].truststore_uri == "s3://trust/ca.pem"`,
          otherwise: 'Callers are not asked for certificates.',
        },
      ],
    },
    {
      name: 'a_certificate_is_made_and_validated_in_the_zone',
      variables: {
        domain_name: 'api.example.com',
        certificate_creation_enabled: true,
        hosted_zone_id: 'Z0123456789ABC',
      },
      asserts: [
        {
          that: 'aws_acm_certificate.this[0].domain_name == "api.example.com" && aws_acm_certificate.this[0].validation_method == "DNS"',
          otherwise: 'No certificate of the domain is made.',
        },
        {
          that: 'aws_route53_record.certificate[0].zone_id == "Z0123456789ABC" && length(aws_acm_certificate_validation.this) == 1',
          otherwise: 'The certificate is never valid.',
        },
      ],
    },
    rejects(
      'a domain with a scheme',
      { ...DOMAIN, domain_name: 'https://api.example.com' },
      'var.domain_name',
    ),
    rejects('a domain without a certificate', { domain_name: 'api.example.com' }, domain),
    rejects(
      'two certificates',
      { ...DOMAIN, certificate_creation_enabled: true, hosted_zone_id: 'Z0123456789ABC' },
      domain,
    ),
    rejects(
      'a certificate that no zone validates',
      { domain_name: 'api.example.com', certificate_creation_enabled: true },
      'aws_acm_certificate.this',
    ),
    rejects('a certificate without a domain', { certificate_arn: CERTIFICATE }, api),
    rejects(
      'mutual TLS that callers can go around',
      { ...MUTUAL, disable_execute_api_endpoint: false },
      domain,
    ),
    rejects(
      'a record without a zone',
      { ...DOMAIN, domain_record_enabled: true },
      'aws_route53_record.domain',
    ),
    rejects('a certificate of an existing domain', { ...DOMAIN, domain_creation_enabled: false }, api),
    rejects(
      'a record of an existing domain',
      { domain_name: 'api.example.com', domain_creation_enabled: false, hosted_zone_id: 'Z0123456789ABC' },
      api,
    ),
    rejects('an existing domain without a name', { domain_creation_enabled: false }, api),
    rejects(
      'proof of ownership without mutual TLS',
      { ...DOMAIN, ownership_verification_certificate_arn: PUBLIC },
      domain,
    ),
    rejects('a version of no truststore', { ...DOMAIN, mutual_tls_truststore_version: '1' }, domain),
    ...(rest
      ? restRuns(domain, api)
      : [rejects('an old TLS', { domain_security_policy: 'TLS_1_0' }, 'var.domain_security_policy')]),
  ];
}

function restRuns(domain: string, api: string): Run[] {
  const american = CERTIFICATE.replace('eu-west-1', 'us-east-1');
  return [
    {
      name: 'the_domain_is_of_the_type_of_the_api',
      variables: { ...DOMAIN, endpoint_type: 'EDGE', certificate_arn: american },
      asserts: [
        {
          that: `${domain}[0].certificate_arn == "${american}" && ${domain}[0].regional_certificate_arn == null && ${domain}[0].endpoint_configuration[0].types == tolist(["EDGE"])`,
          otherwise: 'The domain of an EDGE API is of another type.',
        },
      ],
    },
    rejects('a certificate of another region for EDGE', { ...DOMAIN, endpoint_type: 'EDGE' }, domain),
    rejects('a base path with a slash', { ...DOMAIN, domain_base_path: 'v1/orders' }, api),
    rejects(
      'a domain of a private API',
      {
        ...DOMAIN,
        endpoint_type: 'PRIVATE',
        resource_policy_statements: [{ Effect: 'Allow', Principal: '*' }],
      },
      api,
    ),
  ];
}
