import type { ApiKind } from './kind';
import { type Names, snakeNames } from './names';

/** Answers of a Lambda authorizer are kept for a while, by what it looks at. */
interface LambdaAuthorizer {
  /** ARN of the function that decides, or of an alias of it. */
  readonly lambdaArn: string;
  /** Seconds for which an answer counts; 0: for one request. @default - that of the module */
  readonly ttlSeconds?: number;
  /** ARN of the role by which API Gateway calls the function. @default - the function permits it */
  readonly credentials?: string;
}

/** Tokens of Cognito user pools. */
export interface CognitoAuthorizer {
  readonly type: 'COGNITO';
  readonly userPoolArns: readonly string[];
  /** Where the token stands. @default 'method.request.header.Authorization' */
  readonly identitySource?: string;
  readonly ttlSeconds?: number;
}

/** A function that gets one token. REST APIs only. */
export interface TokenAuthorizer extends LambdaAuthorizer {
  readonly type: 'TOKEN';
  /** Where the token stands. @default 'method.request.header.Authorization' */
  readonly identitySource?: string;
  /** What a token has to look like: a regular expression. @default - anything */
  readonly identityValidationExpression?: string;
}

/** A function that gets the request. */
export interface RequestAuthorizer extends LambdaAuthorizer {
  readonly type: 'REQUEST';
  /** What it looks at; a request without is refused. @example ['method.request.header.Authorization'] */
  readonly identitySources: readonly string[];
}

/** As on a REST API, with the choice of the answer. */
export interface HttpRequestAuthorizer extends RequestAuthorizer {
  /** Whether the function answers `{ isAuthorized }` in place of a policy. @default true */
  readonly simpleResponses?: boolean;
}

/** Tokens of an OpenID issuer. HTTP APIs only. */
export interface JwtAuthorizer {
  readonly type: 'JWT';
  /** @example 'https://login.example.com' */
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Where the token stands. @default '$request.header.Authorization' */
  readonly identitySource?: string;
}

/** A further way to know a caller. */
export type Authorizer<K extends ApiKind> = K extends 'rest'
  ? CognitoAuthorizer | TokenAuthorizer | RequestAuthorizer
  : JwtAuthorizer | HttpRequestAuthorizer;

/** Further ways to know a caller, by names that `auth` and `Authorization.authorizer` take. */
export type Authorizers<K extends ApiKind> = Readonly<Record<string, Authorizer<K>>>;

/** What an authorizer holds. */
export const AUTHORIZER_NAMES: Names = snakeNames([
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
