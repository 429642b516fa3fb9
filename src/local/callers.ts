import type { Callers } from '../callers';
import { order } from './order';
import type { LocalAws } from './server';

/** Seconds that the change may take. */
const SECONDS = 10;

/** Checks callers from now on, or lets everybody in. */
export async function setCallers(aws: Pick<LocalAws, 'url' | 'headers'>, callers: Callers): Promise<void> {
  await order(aws, 'PUT', 'callers', { callers }, SECONDS);
}
