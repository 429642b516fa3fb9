import { call, forObject, inline, object, raw, text, type Value } from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';
import { eachMatches, type Inputs, matches, matchesOrNull } from '../shared/rules';

/** Who may call an API of each kind. */
export const AUTH = { rest: ['IAM', 'COGNITO', 'NONE'], http: ['IAM', 'COGNITO', 'JWT', 'NONE'] } as const;

/** Those of them that ask for tokens with scopes. */
export const SCOPED = { rest: ['COGNITO'], http: ['COGNITO', 'JWT'] } as const;

/** The inputs that say who may call the API. */
export function authInputs(kind: 'rest' | 'http'): Inputs {
  const http = kind === 'http';
  return {
    auth: {
      description: `Who may call the API: IAM (requests signed by principals that may), COGNITO (tokens of a user pool)${http ? ', JWT (tokens of any OpenID issuer)' : ''}, NONE (anyone), or the name of one of authorizers.`,
      type: 'string',
      default: 'IAM',
      nullable: false,
      validation: [
        matches(
          'auth',
          '^[A-Za-z][A-Za-z0-9_-]{0,63}$',
          `give one of ${AUTH[kind].join(', ')}, or the name of one of authorizers.`,
        ),
      ],
    },
    user_pool_id: {
      description: 'Id of the Cognito user pool whose tokens are taken, for auth = COGNITO.',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'user_pool_id',
          '^[a-z0-9-]+_[A-Za-z0-9]+$',
          'the id of a user pool is <region>_<letters and digits>.',
        ),
      ],
    },
    user_pool_client_ids: {
      description: http
        ? 'Ids of the app clients of the user pool whose tokens are taken, for auth = COGNITO.'
        : 'Ids of the app clients of the user pool that the app takes tokens of: it gets them as COGNITO_CLIENT_IDS. A REST API itself takes those of every client of the pool; authorization_scopes narrow that at the gateway.',
      type: 'list(string)',
      default: [],
      nullable: false,
      validation: [
        eachMatches(
          'user_pool_client_ids',
          '^[A-Za-z0-9_+]{1,128}$',
          'the id of an app client has letters and digits.',
        ),
      ],
    },
    ...(http
      ? {
          jwt_issuer: {
            description:
              'Issuer of the tokens (https), for auth = JWT: its OpenID configuration is read below this address.',
            type: 'string',
            default: null,
            validation: [
              matchesOrNull('jwt_issuer', '^https://[^ ]+$', 'give the https address of the issuer.'),
            ],
          },
          jwt_audience: {
            description: 'Audiences of which a token has to have one, for auth = JWT.',
            type: 'list(string)',
            default: [],
            nullable: false,
            validation: [eachMatches('jwt_audience', '.', 'an audience is not empty.')],
          },
        }
      : {}),
    authorization_scopes: {
      description: `OAuth scopes of which a token has to have one, for auth = COGNITO${http ? ' or JWT' : ' (access tokens; without scopes, id tokens are taken)'}.`,
      type: 'list(string)',
      default: [],
      nullable: false,
      validation: [
        eachMatches(
          'authorization_scopes',
          '^[^ ]{1,64}$',
          'a scope has at most 64 characters and no space.',
        ),
      ],
    },
  };
}

const SIGV4: Value = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  'x-amazon-apigateway-authtype': 'awsSigv4',
};

/** The id of a user pool begins with its region; both schemes are written out whether or not there is a pool. */
const POOL = 'coalesce(var.user_pool_id, "none")';
const POOL_REGION = `split("_", ${POOL})[0]`;

/** Which callers each operation takes, and the security schemes of the document, as locals. */
export function authLocals(kind: 'rest' | 'http'): Record<string, LocalProps> {
  return {
    authorizations: {
      value: forObject(
        ['id'],
        raw('keys(local.routed)'),
        raw('id'),
        raw(
          'lookup(local.given[id], "authorization", null) == null ? var.auth : local.given[id].authorization',
        ),
      ),
      comment: 'Who may call each operation.',
    },
    scopes: forObject(
      ['id', 'authorization'],
      raw('local.authorizations'),
      raw('id'),
      raw(
        'coalesce(lookup(local.given[id], "authorization_scopes", null), authorization == var.auth ? var.authorization_scopes : [])',
      ),
    ),
    ...(kind === 'rest' ? API_KEYS : {}),
    uses_pool: raw('contains(concat([var.auth], values(local.authorizations)), "COGNITO")'),
    known_schemes: {
      value: call('merge', kind === 'rest' ? restSchemes() : httpSchemes(), raw('local.authorizer_schemes')),
      comment: 'How callers can be known.',
    },
    authorizer_schemes: forObject(
      ['name', 'authorizer'],
      raw('var.authorizers'),
      raw('name'),
      kind === 'rest' ? restAuthorizer() : httpAuthorizer(),
    ),
    security_schemes: {
      value: usedSchemes(kind),
      comment:
        'The document holds the schemes that are asked for. A name that nothing knows asks for signed requests: a mistake opens no route.',
    },
    security: {
      value: call(
        'merge',
        object([
          {
            key: '$router',
            value: raw('[for name in [var.auth] : { (name) = var.authorization_scopes } if name != "NONE"]'),
          },
        ]),
        forObject(
          ['id', 'authorization'],
          raw('local.authorizations'),
          raw('id'),
          raw('[for name in [authorization] : { (name) = local.scopes[id] } if name != "NONE"]'),
        ),
      ),
      comment: 'What each operation asks of its callers; nothing where it is for anyone.',
    },
  };
}

function usedSchemes(kind: 'rest' | 'http'): Value {
  const used = forObject(
    ['name'],
    raw('toset(concat(local.catch_all ? [var.auth] : [], values(local.authorizations)))'),
    raw('name'),
    raw('lookup(local.known_schemes, name, local.known_schemes.IAM)'),
    raw('name != "NONE"'),
  );
  if (kind === 'http') return used;
  const key = raw(
    'anytrue(values(local.needs_key)) ? { api_key = { type = "apiKey", name = "x-api-key", in = "header" } } : {}',
  );
  return call('merge', used, key);
}

const API_KEYS: Record<string, LocalProps> = {
  needs_key: {
    value: call(
      'merge',
      raw('local.catch_all ? { "$router" = var.api_key_required } : {}'),
      forObject(
        ['id'],
        raw('keys(local.routed)'),
        raw('id'),
        raw('coalesce(lookup(local.given[id], "api_key_required", null), var.api_key_required)'),
      ),
    ),
    comment: 'Whether callers need an API key besides.',
  },
  key_security: forObject(
    ['id', 'needed'],
    raw('local.needs_key'),
    raw('id'),
    raw('[for scheme in ["api_key"] : { (scheme) = [] } if needed]'),
  ),
};

const lambdaUri = (arn: string) =>
  text`arn:${'data.aws_partition.current.partition'}:apigateway:${'data.aws_region.current.id'}:lambda:path/2015-03-31/functions/${arn}/invocations`;

const of = (name: string, fallback = 'null') => `lookup(authorizer, "${name}", ${fallback})`;

/** COGNITO, TOKEN and REQUEST. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html */
function restAuthorizer(): Value {
  const type = of('type', '""');
  return object([
    { key: 'type', value: 'apiKey' },
    {
      key: 'name',
      value: raw(
        `${type} == "REQUEST" ? "Unused" : trimprefix(${of('identity_source', '"Authorization"')}, "method.request.header.")`,
      ),
    },
    { key: 'in', value: 'header' },
    {
      key: 'x-amazon-apigateway-authtype',
      value: raw(`${type} == "COGNITO" ? "cognito_user_pools" : "custom"`),
    },
    {
      key: 'x-amazon-apigateway-authorizer',
      value: call(
        'merge',
        inline({
          type: raw(`${type} == "COGNITO" ? "cognito_user_pools" : lower(${type})`),
          authorizerResultTtlInSeconds: raw(of('ttl_seconds', '300')),
        }),
        raw(`${type} == "COGNITO" ? { providerARNs = ${of('user_pool_arns', '[]')} } : {}`),
        {
          $hcl: 'conditional',
          condition: raw(`${type} == "COGNITO"`),
          yes: object([]),
          no: inline({ authorizerUri: lambdaUri(of('lambda_arn', '""')) }),
        },
        raw(
          `contains(keys(authorizer), "credentials") ? { authorizerCredentials = ${of('credentials')} } : {}`,
        ),
        raw(
          `contains(keys(authorizer), "identity_validation_expression") ? { identityValidationExpression = ${of('identity_validation_expression')} } : {}`,
        ),
        raw(`${type} == "REQUEST" ? { identitySource = join(", ", ${of('identity_sources', '[]')}) } : {}`),
      ),
    },
  ]);
}

/** JWT and REQUEST. */
function httpAuthorizer(): Value {
  const type = of('type', '""');
  return object([
    { key: 'type', value: raw(`${type} == "JWT" ? "oauth2" : "apiKey"`) },
    { key: 'name', value: 'Authorization' },
    { key: 'in', value: 'header' },
    {
      key: 'x-amazon-apigateway-authorizer',
      value: call(
        'merge',
        inline({ type: raw(`lower(${type})`) }),
        raw(
          `${type} == "JWT" ? { identitySource = ${of('identity_source', '"$request.header.Authorization"')} } : { identitySource = join(", ", ${of('identity_sources', '[]')}) }`,
        ),
        raw(
          `${type} == "JWT" ? { jwtConfiguration = { issuer = ${of('issuer')}, audience = ${of('audience', '[]')} } } : {}`,
        ),
        {
          $hcl: 'conditional',
          condition: raw(`${type} == "REQUEST"`),
          yes: {
            $hcl: 'object',
            entries: [
              { key: 'authorizerUri', value: lambdaUri(of('lambda_arn', '""')) },
              { key: 'authorizerPayloadFormatVersion', value: { $hcl: 'literal', value: '2.0' } },
            ],
          },
          no: object([]),
        },
        raw(`${type} == "REQUEST" ? { enableSimpleResponses = ${of('simple_responses', 'true')} } : {}`),
        raw(`${type} == "REQUEST" ? { authorizerResultTtlInSeconds = ${of('ttl_seconds', '300')} } : {}`),
        raw(
          `contains(keys(authorizer), "credentials") ? { authorizerCredentials = ${of('credentials')} } : {}`,
        ),
      ),
    },
  ]);
}

function restSchemes(): Value {
  const pool = text`arn:${'data.aws_partition.current.partition'}:cognito-idp:${raw(POOL_REGION)}:${'data.aws_caller_identity.current.account_id'}:userpool/${raw(POOL)}`;
  return {
    IAM: SIGV4,
    COGNITO: {
      type: 'apiKey',
      name: 'Authorization',
      in: 'header',
      'x-amazon-apigateway-authtype': 'cognito_user_pools',
      'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [pool] },
    },
  };
}

function httpSchemes(): Value {
  const authorizer = (issuer: Value, audience: Value): Value => ({
    type: 'oauth2',
    'x-amazon-apigateway-authorizer': {
      type: 'jwt',
      identitySource: '$request.header.Authorization',
      jwtConfiguration: inline({ issuer, audience }),
    },
  });
  return {
    IAM: SIGV4,
    COGNITO: authorizer(
      text`https://cognito-idp.${raw(POOL_REGION)}.${'data.aws_partition.current.dns_suffix'}/${raw(POOL)}`,
      raw('var.user_pool_client_ids'),
    ),
    JWT: authorizer(raw('var.jwt_issuer'), raw('var.jwt_audience')),
  };
}
