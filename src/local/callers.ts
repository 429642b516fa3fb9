import type { Callers } from '../callers';
import type { LocalAws } from './server';

/** Seconds that the change may take. */
const SECONDS = 10;

/** Checks callers from now on, or lets everybody in. */
export async function setCallers({ url, headers }: Pick<LocalAws, 'url' | 'headers'>, callers: Callers) {
  const answer = await fetch(`${url}/_terragate/callers`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ callers }),
    signal: AbortSignal.timeout(SECONDS * 1000),
  });
  if (!answer.ok) throw new Error(`the local AWS answered ${answer.status} to callers ${callers}`);
}
