import type { LocalAws } from './server';

/**
 * Gives the local AWS an order of Terragate's own, and returns its answer.
 *
 * @param path below `/_terragate/`
 */
export async function order<T>(
  { url, headers = {} }: Pick<LocalAws, 'url'> & { readonly headers?: Readonly<Record<string, string>> },
  method: 'POST' | 'PUT',
  path: string,
  body: object,
  seconds: number,
): Promise<T> {
  const answer = await fetch(`${url}/_terragate/${path}`, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(seconds * 1000),
  });
  if (!answer.ok)
    throw new Error(`the local AWS answered ${answer.status} to ${path} ${JSON.stringify(body)}`);
  return (await answer.json()) as T;
}
