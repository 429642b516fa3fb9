import { FOR_BOTH, FOR_HTTP, type ForBoth, type ForHttp } from './kind';

/** Of which scopes a token has to have one. */
export interface ScopeOptions {
  /** OAuth scopes. @default - those of the API for its own authorization, none for another @example ['reports/read'] */
  readonly scopes?: readonly string[];
}

/**
 * Who may call one operation, in place of what the API says for all of them.
 *
 * @example { authorization: Authorization.cognito({ scopes: ['reports/read'] }) }
 */
export class Authorization<S = ForBoth> {
  private constructor(
    readonly worksWith: S,
    /** The word of Terraform: IAM, COGNITO, JWT, NONE, or the name of an authorizer. */
    readonly name: string,
    readonly scopes?: readonly string[],
  ) {}

  /** Anyone: the operation is open, and the module's output `public_operations` names it. */
  static none(): Authorization {
    return new Authorization(FOR_BOTH, 'NONE');
  }

  /** Principals that may, by requests that they sign. IAM knows no scopes. */
  static iam(): Authorization {
    return new Authorization(FOR_BOTH, 'IAM');
  }

  /** Those with a token of the API's Cognito user pool (`userPoolId`). */
  static cognito(options: ScopeOptions = {}): Authorization {
    return new Authorization(FOR_BOTH, 'COGNITO', options.scopes);
  }

  /** Those with a token of the API's issuer (`jwtIssuer`, `jwtAudience`). HTTP APIs only. */
  static jwt(options: ScopeOptions = {}): Authorization<ForHttp> {
    return new Authorization(FOR_HTTP, 'JWT', options.scopes);
  }

  /** Those whom an authorizer of the API's `authorizers` lets in. */
  static authorizer(name: string, options: ScopeOptions = {}): Authorization {
    return new Authorization(FOR_BOTH, name, options.scopes);
  }
}
