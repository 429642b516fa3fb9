import type { Problem } from '../errors';
import type { NewOptions } from './options';

interface Scheme {
  readonly type?: string;
  readonly in?: string;
  readonly name?: string;
}

/**
 * The logins of an app's own that read the `Authorization` header, by their names in its document. A signature of IAM
 * and a token of Cognito are sent in the same header.
 *
 * @param schemes its security schemes
 */
export function ownLogins(schemes: Readonly<Record<string, Scheme>>): string[] {
  return Object.entries(schemes)
    .filter(([, scheme]) => readsAuthorization(scheme))
    .map(([name]) => name)
    .sort();
}

function readsAuthorization({ type, in: place, name }: Scheme): boolean {
  if (type === 'apiKey') return place === 'header' && name?.toLowerCase() === 'authorization';
  return type === 'http' || type === 'oauth2' || type === 'openIdConnect';
}

/** The question that an app with a login of its own leaves open. @param logins names of the logins */
export function loginProblem(
  place: string,
  logins: readonly string[],
  { computeType }: Pick<NewOptions, 'computeType'>,
): Problem {
  if (computeType === 'function-url')
    return {
      where: '--compute-type',
      what: `${place} has a login of its own (${logins.join(', ')}), which reads the Authorization header: behind a function URL that header has the signature, of the caller or of CloudFront`,
      got: computeType,
      allowed: ['rest-api', 'http-api'],
      fix: 'take an API with --auth None, which leaves the guard to the app; or say --auth IAM or None here, for callers who do not use the login of the app',
    };
  return {
    where: '--auth',
    what: `${place} has a login of its own (${logins.join(', ')}), which reads the Authorization header: so do IAM and Cognito at the gateway, and one header cannot hold both`,
    allowed: ['None', 'IAM', 'Cognito'],
    fix: 'say who guards the API: --auth None leaves it to the app; --auth IAM or Cognito is for callers who do not use the login of the app',
  };
}

/** What is lost of the logins of an app although who may call was said, in lines for the user. */
export function loginNotes(
  place: string,
  logins: readonly string[],
  { computeType }: Pick<NewOptions, 'computeType'>,
): string[] {
  if (computeType !== 'function-url') return [];
  return [
    `${place} reads the Authorization header (${logins.join(', ')}), which has the signature behind a function URL: nobody can log in there by it`,
  ];
}
