import type { ApiKind } from '../../api-kind';
import { call, forTuple, raw } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import { type Inputs, matchesOrNull, message, oneOf } from './rules';

/** A domain of the user's in front of an API, in the same words for REST and HTTP APIs. */
export function domainInputs(kind: ApiKind): Inputs {
  return {
    domain_name: {
      description: 'Domain under which the API is reached, such as api.example.com.',
      nullMeans: 'no domain',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'domain_name',
          '^([*][.])?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]([a-z0-9-]{0,61}[a-z0-9])$',
          'give a domain in lower case without a scheme and a path, such as api.example.com.',
        ),
      ],
    },
    certificate_arn: {
      description:
        kind === 'rest'
          ? 'ARN of the certificate of domain_name, in the region of the API; in us-east-1 for an EDGE API.'
          : 'ARN of the certificate of domain_name, in the region of the API.',
      nullMeans: 'none, without domain_name',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'certificate_arn',
          '^arn:[^:]+:acm:[^:]+:[0-9]{12}:certificate/.+$',
          'give the ARN of a certificate, arn:aws:acm:<region>:<account>:certificate/<id>.',
        ),
      ],
    },
    certificate_creation_enabled: {
      description:
        'Whether the certificate of domain_name is made (AWS Certificate Manager, in the region of the API), with the record in hosted_zone_id that validates it. Certificates of one domain in several regions share that record: make one of them, and give the others as certificate_arn.',
      type: 'bool',
      default: false,
      nullable: false,
    },
    domain_creation_enabled: {
      description:
        'Whether the domain is made; false maps the API to one that exists, with its certificates and DNS.',
      nullMeans: 'when domain_name is given',
      type: 'bool',
      default: null,
    },
    domain_base_path: {
      description:
        'First part of the path under domain_name, such as orders, for domains that several APIs share; the paths of the app stay its own.',
      nullMeans: 'all of it',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'domain_base_path',
          '^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$',
          'give letters, digits, _, dots and -, without a slash at either end.',
        ),
      ],
    },
    domain_security_policy: {
      description:
        kind === 'rest'
          ? 'Oldest TLS that callers of domain_name may speak: TLS_1_2 (1.2 and newer), or TLS_1_0 for old callers of an EDGE API.'
          : 'Oldest TLS that callers of domain_name may speak: the domain of an HTTP API takes TLS_1_2 (1.2 and newer) alone.',
      type: 'string',
      default: 'TLS_1_2',
      nullable: false,
      validation: [oneOf('domain_security_policy', kind === 'rest' ? ['TLS_1_0', 'TLS_1_2'] : ['TLS_1_2'])],
    },
    mutual_tls_truststore_uri: {
      description:
        'S3 address (s3://bucket/key) of the certificate authorities (PEM) whose certificates callers of domain_name show.',
      nullMeans: 'none',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'mutual_tls_truststore_uri',
          '^s3://[^/]+/.+$',
          'give the address of an object in S3, such as s3://bucket/truststore.pem.',
        ),
      ],
    },
    mutual_tls_truststore_version: {
      description:
        'Version of the object of mutual_tls_truststore_uri, whose change makes API Gateway read it again.',
      nullMeans: 'the newest when the domain is made',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull('mutual_tls_truststore_version', '^[^ ]+$', 'give the version id of the object in S3.'),
      ],
    },
    ownership_verification_certificate_arn: {
      description:
        'ARN of a public certificate (AWS Certificate Manager) of domain_name that shows AWS who owns it. Needed beside mutual_tls_truststore_uri where certificate_arn was imported, or is of a private authority.',
      nullMeans: 'certificate_arn is a public certificate of AWS Certificate Manager',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'ownership_verification_certificate_arn',
          '^arn:[^:]+:acm:.+:certificate/',
          'give the ARN of a certificate, arn:aws:acm:<region>:<account>:certificate/<id>.',
        ),
      ],
    },
    hosted_zone_id: {
      description: 'Id of the hosted zone (Route 53) that gets an alias record for domain_name.',
      nullMeans: 'no record is made',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'hosted_zone_id',
          '^[A-Z0-9]{1,32}$',
          'give the id of a hosted zone, such as Z0123456789ABC.',
        ),
      ],
    },
    domain_record_enabled: {
      description:
        'Whether the alias record is made: true for a zone that is made in the same apply, whose id the plan does not know.',
      nullMeans: 'when hosted_zone_id is given',
      type: 'bool',
      default: null,
    },
  };
}

/** The inputs about what a domain is, beside its name and its mapping. */
const OF_DOMAIN = {
  certificate_arn: raw('var.certificate_arn != null'),
  certificate_creation_enabled: raw('var.certificate_creation_enabled'),
  hosted_zone_id: raw('local.domain_record'),
  mutual_tls_truststore_uri: raw('var.mutual_tls_truststore_uri != null'),
  mutual_tls_truststore_version: raw('var.mutual_tls_truststore_version != null'),
  ownership_verification_certificate_arn: raw('var.ownership_verification_certificate_arn != null'),
};

/** The locals that the rules, the domain and the DNS record read. */
export function domainLocals(kind: ApiKind): Readonly<Record<string, LocalProps>> {
  return {
    domain_record: raw(
      'var.domain_record_enabled == null ? var.hosted_zone_id != null : var.domain_record_enabled',
    ),
    creates_domain: raw(
      'var.domain_creation_enabled == null ? var.domain_name != null : var.domain_creation_enabled',
    ),
    creates_certificate: raw('local.creates_domain && var.certificate_creation_enabled'),
    has_domain: {
      value: raw('var.domain_creation_enabled == null ? var.domain_name != null : true'),
      comment: 'A name that only the apply knows is one where domain_creation_enabled says so.',
    },
    domain_only: {
      value: forTuple(
        ['name', 'given'],
        {
          ...OF_DOMAIN,
          domain_base_path: raw('var.domain_base_path != null'),
          domain_creation_enabled: raw('var.domain_creation_enabled != null'),
        },
        raw('name'),
        raw('given'),
      ),
      comment: 'The inputs given that say something of a domain.',
    },
    creation_only: {
      value: forTuple(
        ['name', 'given'],
        kind === 'rest'
          ? { ...OF_DOMAIN, domain_security_policy: raw('var.domain_security_policy != "TLS_1_2"') }
          : OF_DOMAIN,
        raw('name'),
        raw('given'),
      ),
      comment: 'Those that say something of a domain that this module makes.',
    },
  };
}

/** The rules of a domain that is made. A broken one is a message of ours and not the provider's. */
export function madeDomainRules(kind: ApiKind): Rule[] {
  return [
    {
      condition: raw('var.certificate_creation_enabled || var.certificate_arn != null'),
      message: message(
        'domain_name is ',
        'jsonencode(var.domain_name)',
        ' and certificate_arn is null: give the ARN of its certificate, or set certificate_creation_enabled.',
      ),
    },
    {
      condition: raw('!var.certificate_creation_enabled || var.certificate_arn == null'),
      message: 'certificate_creation_enabled is true and certificate_arn is given: give one of the two.',
    },
    {
      condition: raw('var.mutual_tls_truststore_uri == null || var.disable_execute_api_endpoint'),
      message:
        'mutual_tls_truststore_uri is given and disable_execute_api_endpoint is false: callers without a certificate would go around the domain by the execute-api address. Set disable_execute_api_endpoint to true.',
    },
    {
      condition: raw('var.mutual_tls_truststore_version == null || var.mutual_tls_truststore_uri != null'),
      message:
        'mutual_tls_truststore_version is given and mutual_tls_truststore_uri is null: give the address too, or leave the version out.',
    },
    {
      condition: raw(
        'var.ownership_verification_certificate_arn == null || var.mutual_tls_truststore_uri != null',
      ),
      message:
        'ownership_verification_certificate_arn is given and mutual_tls_truststore_uri is null: AWS takes it beside mutual TLS alone. Give the truststore too, or leave the certificate out.',
    },
    ...(kind === 'rest' ? EDGE_RULES : []),
  ];
}

const EDGE_RULES: readonly Rule[] = [
  {
    condition: raw('var.mutual_tls_truststore_uri == null || var.endpoint_type != "EDGE"'),
    message:
      'mutual_tls_truststore_uri is given and endpoint_type is EDGE: only the domain of a REGIONAL API asks callers for certificates. Set endpoint_type to REGIONAL.',
  },
  {
    condition: call('anytrue', [
      raw('var.endpoint_type != "EDGE"'),
      raw('var.certificate_creation_enabled'),
      raw('can(regex(":acm:(us-east-1|us-gov-west-1|cn-[a-z]+-1):", var.certificate_arn))'),
    ]),
    message: message(
      'certificate_arn is ',
      'jsonencode(var.certificate_arn)',
      ': the domain of an EDGE API takes certificates of us-east-1. Make the certificate there, or set endpoint_type to REGIONAL.',
    ),
  },
];

/** The rules of a certificate that is made. */
export function madeCertificateRules(kind: ApiKind): Rule[] {
  return [
    {
      condition: raw('var.hosted_zone_id != null'),
      message:
        'certificate_creation_enabled is true and hosted_zone_id is null: give the id of the hosted zone, whose record validates the certificate.',
    },
    ...(kind === 'rest'
      ? [
          {
            condition: raw('var.endpoint_type != "EDGE" || data.aws_region.current.id == "us-east-1"'),
            message:
              'certificate_creation_enabled is true and endpoint_type is EDGE, whose domain takes certificates of us-east-1 alone: make the certificate there and give certificate_arn, or set endpoint_type to REGIONAL.',
          },
        ]
      : []),
  ];
}

/** The rules of the DNS record. */
export const RECORD_RULE: Rule = {
  condition: raw('var.hosted_zone_id != null'),
  message: 'domain_record_enabled is true and hosted_zone_id is null: give the id of the hosted zone.',
};

/** The rules of inputs about a domain that may not be there. */
export function domainRules(kind: ApiKind): Rule[] {
  return [
    {
      condition: raw('var.domain_name != null || length(local.domain_only) == 0'),
      message: message(
        '',
        'join(", ", local.domain_only)',
        ' without domain_name would do nothing: give the domain, or leave them out.',
      ),
    },
    {
      condition: raw('local.creates_domain || var.domain_name == null || length(local.creation_only) == 0'),
      message: message(
        'domain_creation_enabled is false and ',
        'join(", ", local.creation_only)',
        ' would do nothing: they are those of whoever made the domain. Leave them out, or let this module make the domain.',
      ),
    },
    ...(kind === 'rest' ? REST_RULES : []),
  ];
}

const REST_RULES: readonly Rule[] = [
  {
    condition: raw('var.domain_name == null || var.endpoint_type != "PRIVATE"'),
    message:
      'domain_name is given and endpoint_type is PRIVATE: the domain of a private API is of another kind, with a policy and VPC endpoints of its own, which this module does not make. Make it outside, or set endpoint_type to REGIONAL or EDGE.',
  },
  {
    condition: raw('!can(regex("/", var.domain_base_path))'),
    message: message(
      'domain_base_path is ',
      'jsonencode(var.domain_base_path)',
      ': for a REST API it is one part of a path. Leave the slash out.',
    ),
  },
];
