import type { ApiKind } from './kind';
import { type NameMap, snakeNames } from './names';

/** A Lambda function that authorizes. API Gateway keeps its answers for a while, by the identity sources of a request. */
interface LambdaAuthorizer {
  /** ARN of the function that decides, or of an alias of it. */
  readonly lambdaArn: string;
  /** Seconds for which an answer is kept, from 0 (not at all) to 3600. @default - the default of the module, 300 */
  readonly ttlSeconds?: number;
  /** ARN of the role by which API Gateway calls the function. @default - the function permits it */
  readonly credentials?: string;
}

/** An authorizer for tokens of Cognito user pools. REST APIs only. */
export interface CognitoAuthorizer {
  /** The type, as Terraform writes it. */
  readonly type: 'COGNITO';
  /** ARNs of the user pools. */
  readonly userPoolArns: readonly string[];
  /** Source of the token. @default 'method.request.header.Authorization' */
  readonly identitySource?: string;
  /** Seconds for which an answer is kept, from 0 (not at all) to 3600. @default - the default of the module, 300 */
  readonly ttlSeconds?: number;
}

/** A Lambda authorizer that gets one token. REST APIs only. */
export interface TokenAuthorizer extends LambdaAuthorizer {
  /** The type, as Terraform writes it. */
  readonly type: 'TOKEN';
  /** Source of the token. @default 'method.request.header.Authorization' */
  readonly identitySource?: string;
  /** Regular expression that a token has to match. @default - none: any token is passed on */
  readonly identityValidationExpression?: string;
}

/** A Lambda authorizer that gets the request. */
export interface RequestAuthorizer extends LambdaAuthorizer {
  /** The type, as Terraform writes it. */
  readonly type: 'REQUEST';
  /** Sources of what identifies a caller; a request that lacks one is refused. @example ['method.request.header.Authorization'] */
  readonly identitySources: readonly string[];
}

/** A Lambda authorizer of an HTTP API, which gets the request. */
export interface HttpRequestAuthorizer extends RequestAuthorizer {
  /** Whether the function answers `{ isAuthorized }` in place of a policy. @default true */
  readonly simpleResponses?: boolean;
}

/** An authorizer for tokens of an OpenID Connect issuer. HTTP APIs only. */
export interface JwtAuthorizer {
  /** The type, as Terraform writes it. */
  readonly type: 'JWT';
  /** Issuer of the tokens. @example 'https://login.example.com' */
  readonly issuer: string;
  /** Client ids that a token may be for. */
  readonly audience: readonly string[];
  /** Source of the token. @default '$request.header.Authorization' */
  readonly identitySource?: string;
}

/** An authorizer, by the kind of API that has it. */
export type Authorizer<K extends ApiKind> = K extends 'rest'
  ? CognitoAuthorizer | TokenAuthorizer | RequestAuthorizer
  : JwtAuthorizer | HttpRequestAuthorizer;

/** Authorizers by their names, which `auth` and `Authorization.authorizer` take. */
export type Authorizers<K extends ApiKind> = Readonly<Record<string, Authorizer<K>>>;

/** Terraform names of what an authorizer holds. */
export const AUTHORIZER_NAMES: NameMap = snakeNames([
  'type',
  'userPoolArns',
  'lambdaArn',
  'identitySource',
  'identitySources',
  'identityValidationExpression',
  'ttlSeconds',
  'credentials',
  'simpleResponses',
  'issuer',
  'audience',
]);
