import { order } from './order';
import type { LocalAws } from './server';

/** The parts of Lambda's limits that this system does not allow, each with the reason. */
export type Lacks = Readonly<Partial<Record<'files' | 'memory', string>>>;

/** Seconds that the change may take. */
const SECONDS = 15;

/** Holds functions to what Lambda allows from their next request on, or lets them run as plain processes. */
export async function setStrict(aws: Pick<LocalAws, 'url' | 'headers'>, strict: boolean): Promise<Lacks> {
  return (await order<{ lacks: Lacks }>(aws, 'PUT', 'strict', { strict }, SECONDS)).lacks;
}
