import type { ApiKind } from '../../api-kind';
import { eachMatches, type Inputs, matches, matchesOrNull } from '../shared/rules';

/** The built-in authorizations of each kind of API. */
export const AUTH = { rest: ['IAM', 'COGNITO', 'NONE'], http: ['IAM', 'COGNITO', 'JWT', 'NONE'] } as const;

/** The built-in authorizations whose tokens have scopes. */
export const SCOPED = { rest: ['COGNITO'], http: ['COGNITO', 'JWT'] } as const;

/** The inputs that say who may call the API. */
export function authInputs(kind: ApiKind): Inputs {
  const http = kind === 'http';
  return {
    auth: {
      description: `Who may call the API: IAM (signed requests), COGNITO (tokens of a user pool)${http ? ', JWT (tokens of any OpenID issuer)' : ''}, NONE (anyone), or the name of one of authorizers.`,
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
      nullMeans: 'no user pool',
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
        : 'Ids of the app clients that the app takes tokens of (COGNITO_CLIENT_IDS): a REST API itself takes those of every client of the pool.',
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
            nullMeans: 'no issuer',
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
