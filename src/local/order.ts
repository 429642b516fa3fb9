import type { LocalAws } from './server';

/**
 * Gives the local AWS an order of Terragate's own, and returns its answer.
 *
 * @param path below `/_terragate/`
 * @param refusal what is thrown for an answer that is no success. @default - an error with its status
 */
export async function order<T>(
  { url, headers = {} }: Pick<LocalAws, 'url'> & { readonly headers?: Readonly<Record<string, string>> },
  method: 'POST' | 'PUT',
  path: string,
  body: object,
  seconds: number,
  refusal: (answer: Response) => Promise<Error | undefined> = async () => undefined,
): Promise<T> {
  const answer = await fetch(`${url}/_terragate/${path}`, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(seconds * 1000),
  });
  if (!answer.ok)
    throw (
      (await refusal(answer)) ??
      new Error(`the local AWS answered ${answer.status} to ${path} ${JSON.stringify(body)}`)
    );
  return (await answer.json()) as T;
}
