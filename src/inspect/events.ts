import { type Arguments, type MaybeKnown, resolveLiteral, valueIn } from './maybe-known';
import type { EventsReport } from './report';
import { objectsBy } from './terraform-root';

/** The settings of what calls an app beside its API, as a root gives them. */
export interface EventSettings {
  readonly path: MaybeKnown<string>;
  readonly timeout: MaybeKnown<number>;
  /** What calls, by the input that names it. */
  readonly sources: Readonly<Record<EventInput, ReturnType<typeof objectsBy>>>;
}

/** Kinds of what calls an app beside its API, by the input that names them. */
const KINDS = { schedules: 'schedule', queues: 'queue', buckets: 'bucket' } as const;
type EventInput = keyof typeof KINDS;

/** The inputs that name what calls an app beside its API. */
export const EVENT_INPUTS = Object.keys(KINDS) as readonly EventInput[];

/** Reads what calls an app beside its API. */
export function eventSettings(inputs: Arguments): EventSettings {
  const { schedules, queues, buckets } = inputs;
  return {
    path: resolveLiteral(inputs.events_path, '/events'),
    timeout: resolveLiteral(inputs.events_timeout, 300),
    sources: { schedules: objectsBy(schedules), queues: objectsBy(queues), buckets: objectsBy(buckets) },
  };
}

/** What calls an app beside its API, and the function that it calls; undefined where nothing is known to. */
export function eventsReport(
  { path, timeout, sources }: EventSettings,
  api: string,
  memory: number | null,
): EventsReport | undefined {
  const named = EVENT_INPUTS.flatMap((input) =>
    Object.keys(valueIn(sources[input]) ?? {}).map((name) => ({ type: KINDS[input], name })),
  );
  if (named.length === 0) return undefined;
  return {
    path: valueIn(path) ?? null,
    function: { name: `${api}_events`, memory, timeout: valueIn(timeout) ?? null },
    sources: named,
  };
}
