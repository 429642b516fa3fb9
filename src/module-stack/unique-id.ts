import type { Construct } from '../framework';

/** An id that nothing in the scope has: what is declared twice is said by the emitter, with everything else. */
export function uniqueId(scope: Construct, id: string): string {
  let free = id;
  for (let i = 2; scope.node.tryFindChild(free); i++) free = `${id} (${i})`;
  return free;
}
