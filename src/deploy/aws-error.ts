import { UserError } from '../errors';

/** What a user does to have credentials again. */
export const SIGN_IN =
  'sign in (aws sso login, or aws configure sso the first time) or set AWS_PROFILE: terragate doctor --aws says what is found';

/** Sentences for errors of AWS and of its SDK, by a pattern of their names and messages. */
const MEANINGS: readonly (readonly [pattern: RegExp, what: string, fix: string])[] = [
  [
    /ExpiredToken|RequestExpired|TokenRefreshRequired|token (?:included in the request )?(?:is|has) expired|session .*(?:expired|is invalid)|refresh failed/i,
    'the credentials are no longer valid',
    SIGN_IN,
  ],
  [
    /Could not load credentials|CredentialsProviderError|No valid credential sources/,
    'there are no credentials for AWS',
    SIGN_IN,
  ],
  [
    /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure/,
    'AWS does not know the credentials',
    SIGN_IN,
  ],
  [
    /AccessDenied|Forbidden|HTTP 403|not authorized to perform/,
    'AWS refuses it to these credentials',
    'take a profile that may do it (--profile NAME), or have the permission added that AWS names',
  ],
  [
    /Throttl|TooManyRequests|Rate exceeded/,
    'AWS puts the request off: there are too many in this account',
    'try again in a minute',
  ],
  [
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|TimeoutError|socket hang up/,
    'AWS does not answer',
    'look at the network, and at AWS_ENDPOINT_URL where it is set',
  ],
];

/** Whether an error of AWS has this name. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** The HTTP status that AWS answered with; undefined for an error without an answer. */
export function statusOf(error: unknown): number | undefined {
  const { $metadata } = (error ?? {}) as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

/** An error of AWS or of its SDK as a user sees it: one sentence, with AWS's own words behind it. */
export function userErrorOf(error: unknown, region: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  // An answer without a body has no name, and no message
  const isBare = /^Unknown(?:Error)?$/.test(error.message);
  const message = isBare ? `AWS answers with HTTP ${statusOf(error)} and no reason` : error.message;
  const [what, fix] = meaningOf(`${error.name} ${(error as NodeJS.ErrnoException).code ?? ''} ${message}`);
  if (what === undefined || fix === undefined) {
    if (!('$metadata' in error)) return error;
    return new UserError([
      {
        where: `AWS ${region}`,
        what: isBare ? message : `${message} (${error.name})`,
        fix: 'correct the cause that AWS names',
      },
    ]);
  }
  const said = message.replace(/\s+/g, ' ').trim();
  return new UserError([{ where: `AWS ${region}`, what: said ? `${what} (${said})` : what, fix }]);
}

/** A sentence for a text in which an error of AWS is named, and the way out; nothing for another text. */
export function meaningOf(text: string): readonly [what?: string, fix?: string] {
  const [, ...meaning] = MEANINGS.find(([pattern]) => pattern.test(text)) ?? [];
  return meaning;
}
