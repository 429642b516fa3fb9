import { FOR_BOTH, FOR_HTTP, type ForBoth, type ForHttp } from './kind';

/** OAuth scopes of an authorization. A token needs one of them. */
export interface ScopeOptions {
  /** OAuth scopes. @default - those of the API for its own authorization, none for another @example ['reports/read'] */
  readonly scopes?: readonly string[];
}

/**
 * The authorization of one operation, in place of that of the API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
 * @example { authorization: Authorization.cognito({ scopes: ['reports/read'] }) }
 */
export class Authorization<S = ForBoth> {
  private constructor(
    /** The kinds of API that can have the authorization. The compiler compares them with the kind of the API. */
    readonly worksWith: S,
    /** The word of Terraform: IAM, COGNITO, JWT, NONE, or the name of an authorizer. */
    readonly name: string,
    /** OAuth scopes, of which a token needs one. @default - those of the API for its own authorization, none for another */
    readonly scopes?: readonly string[],
  ) {}

  /** Lets anyone call: the operation is open, and the module's output `public_operations` names it. */
  static none(): Authorization {
    return new Authorization(FOR_BOTH, 'NONE');
  }

  /** Accepts requests that a principal has signed who may call the API (`execute-api:Invoke`). IAM has no scopes. */
  static iam(): Authorization {
    return new Authorization(FOR_BOTH, 'IAM');
  }

  /** Accepts tokens of the API's Cognito user pool (`userPoolId`). */
  static cognito(options: ScopeOptions = {}): Authorization {
    return new Authorization(FOR_BOTH, 'COGNITO', options.scopes);
  }

  /** Accepts tokens of the API's issuer (`jwtIssuer`, `jwtAudience`). HTTP APIs only. */
  static jwt(options: ScopeOptions = {}): Authorization<ForHttp> {
    return new Authorization(FOR_HTTP, 'JWT', options.scopes);
  }

  /**
   * Asks one of the API's `authorizers`.
   *
   * @param name its key in `authorizers`. The API refuses another name when it is constructed.
   * @example Authorization.authorizer('partners', { scopes: ['reports/read'] })
   */
  static authorizer(name: string, options: ScopeOptions = {}): Authorization {
    return new Authorization(FOR_BOTH, name, options.scopes);
  }
}
