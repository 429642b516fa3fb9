import type { LocalProps, Rule } from '../constructs/declarations';
import { conditional, forObject, inline, raw, text, type Value } from '../hcl';
import { eachMatches, type Inputs, matchesOrNull, oneOf, said } from './rules';

/** Who may call an API of each kind. */
export const AUTH = { rest: ['IAM', 'COGNITO', 'NONE'], http: ['IAM', 'COGNITO', 'JWT', 'NONE'] } as const;

/** The inputs that say who may call the API. */
export function authInputs(kind: 'rest' | 'http'): Inputs {
  const http = kind === 'http';
  return {
    auth: {
      description: `Who may call the API: IAM (requests signed by principals that may), COGNITO (tokens of a user pool)${http ? ', JWT (tokens of any OpenID issuer)' : ''} or NONE (anyone).`,
      type: 'string',
      default: 'IAM',
      nullable: false,
      validation: [oneOf('auth', AUTH[kind])],
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

/** What has to hold between these inputs. */
export function authRules(kind: 'rest' | 'http'): Rule[] {
  const tokens = kind === 'http' ? '["COGNITO", "JWT"]' : '["COGNITO"]';
  return [
    {
      condition: raw('var.auth != "COGNITO" || var.user_pool_id != null'),
      message: 'auth is COGNITO and user_pool_id is null: give the id of the user pool.',
    },
    ...(kind === 'http'
      ? [
          {
            condition: raw('var.auth != "COGNITO" || length(var.user_pool_client_ids) > 0'),
            message: 'auth is COGNITO and user_pool_client_ids is empty: give the ids of the app clients.',
          },
          {
            condition: raw('var.auth != "JWT" || (var.jwt_issuer != null && length(var.jwt_audience) > 0)'),
            message: 'auth is JWT, which needs jwt_issuer and at least one jwt_audience: give both.',
          },
        ]
      : []),
    {
      condition: raw('var.auth == "COGNITO" || var.user_pool_id == null'),
      message: said(
        'user_pool_id is given and auth is ',
        'var.auth',
        ': set auth to COGNITO, or leave the pool out.',
      ),
    },
    {
      condition: raw(`contains(${tokens}, var.auth) || length(var.authorization_scopes) == 0`),
      message: said(
        'authorization_scopes are given and auth is ',
        'var.auth',
        ', which has no scopes: leave them out.',
      ),
    },
  ];
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

/** The security schemes of the document and what each operation asks for, as locals. */
export function authLocals(kind: 'rest' | 'http'): Record<string, LocalProps> {
  return {
    known_schemes: {
      value: kind === 'rest' ? restSchemes() : httpSchemes(),
      comment: 'How callers can be known.',
    },
    security_schemes: {
      value: forObject(
        ['name', 'scheme'],
        raw('local.known_schemes'),
        raw('name'),
        raw('scheme'),
        raw('name == var.auth'),
      ),
      comment: 'The document holds the one scheme that auth names, and none for NONE.',
    },
    security: conditional(
      raw('var.auth == "NONE"'),
      [],
      [
        {
          $hcl: 'object',
          inline: true,
          entries: [{ key: raw('var.auth'), value: raw('var.authorization_scopes') }],
        },
      ],
    ),
  };
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
