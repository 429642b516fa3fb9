import type { Problem } from '../errors';

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
export function loginProblem(place: string, logins: readonly string[]): Problem {
  return {
    where: '--auth',
    what: `${place} has a login of its own (${logins.join(', ')}), which reads the Authorization header: so do IAM and Cognito at the gateway, and one header cannot hold both`,
    allowed: ['None', 'IAM', 'Cognito'],
    fix: 'say who guards the API: --auth None leaves it to the app; --auth IAM or Cognito is for callers who do not use the login of the app',
  };
}
