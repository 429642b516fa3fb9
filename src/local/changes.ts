import { type LocalCredentials, SECRET_HEADER } from './credentials';

/** Word in the user agent of requests that are no changes to `changesOf`: those of the Terraform that `up` runs. */
export const OWN_REQUESTS = 'terragate-up';

/**
 * How many requests may have changed a resource of a local AWS since it runs, its own Terraform's left out: while the
 * number stays, nobody has changed anything. Undefined where the local AWS does not answer.
 */
export async function changesOf(url: string, credentials: LocalCredentials): Promise<number | undefined> {
  try {
    const answer = await fetch(`${url}/_terragate/changes`, {
      headers: { [SECRET_HEADER]: credentials.secretAccessKey },
      signal: AbortSignal.timeout(3000),
    });
    return answer.ok ? ((await answer.json()) as { changes: number }).changes : undefined;
  } catch {
    return undefined;
  }
}
