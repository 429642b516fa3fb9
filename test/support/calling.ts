import { setTimeout as sleep } from 'node:timers/promises';

/** Requests that are sent one after the other until they are ended. */
export interface Calling {
  /** @returns how many requests had which status, with the text of those that are no success, or failed for which reason */
  end(): Promise<Readonly<Record<string, number>>>;
}

/** Sends requests one after the other, a moment apart. */
export function calling(send: () => Promise<Response>): Calling {
  const statuses: Record<string, number> = {};
  let ended = false;
  const all = (async () => {
    while (!ended) {
      const status = await send().then(
        async (answer) => (answer.ok ? String(answer.status) : `${answer.status} ${await answer.text()}`),
        (error: Error) => error.message,
      );
      statuses[status] = (statuses[status] ?? 0) + 1;
      await sleep(50);
    }
  })();
  return {
    async end() {
      ended = true;
      await all;
      return statuses;
    },
  };
}
