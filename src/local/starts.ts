import type { LocalAws } from './server';

/** A function that does not start. */
export interface StartFailure {
  readonly function: string;
  /** The output of the function and of the platform. */
  readonly log: string;
}

/** Seconds that all starts may take; one gives up after 10. */
const SECONDS = 120;

/**
 * Starts functions once, without a request, and ends them again. Those with the same package, handler, variables, layers
 * and runtime are started once. A start that takes longer than Lambda waits for it is none that failed.
 *
 * @returns those that cannot start
 */
export async function startFunctions(
  { url, headers = {} }: Pick<LocalAws, 'url'> & { readonly headers?: Readonly<Record<string, string>> },
  functions: readonly string[],
): Promise<readonly StartFailure[]> {
  const answer = await fetch(`${url}/_terragate/starts`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ functions }),
    signal: AbortSignal.timeout(SECONDS * 1000),
  });
  if (!answer.ok) throw new Error(`the local AWS answered ${answer.status} to the start of functions`);
  const { failures } = (await answer.json()) as { failures: StartFailure[] };
  return failures;
}
