import type { LogEvent } from './aws-account';

/** A line of a log with the function that it is of. */
export interface FunctionLine extends LogEvent {
  readonly function: string;
}

/** Milliseconds for which lines may come into a log behind later ones. */
const LATE = 10_000;

/** Reads a log group, which several functions may write to, as it grows. */
export class LogGroup {
  /** Whether the group was there at the last look. */
  isThere = false;
  private seen = new Map<string, number>();

  /**
   * @param functions those of the project that write to it
   * @param events what came into it since a time; undefined where there is no such group
   * @param from milliseconds since 1970
   */
  constructor(
    readonly name: string,
    private readonly functions: readonly string[],
    private readonly events: (since: number) => Promise<readonly LogEvent[] | undefined>,
    private from: number,
  ) {}

  /** The lines since the last call. */
  async more(): Promise<FunctionLine[]> {
    const events = await this.events(this.from);
    this.isThere = events !== undefined;
    const fresh = (events ?? []).filter(({ id }) => !this.seen.has(id));
    for (const { id, time } of fresh) this.seen.set(id, time);
    const newest = Math.max(...this.seen.values());
    if (newest - LATE > this.from) this.from = newest - LATE;
    this.seen = new Map([...this.seen].filter(([, time]) => time >= this.from));
    return fresh.flatMap((event) => {
      const name = this.functionOf(event);
      return name === undefined ? [] : [{ ...event, function: name }];
    });
  }

  /**
   * The function of a line; undefined for one that is not of the project. In a group with a name of its own, the stream
   * names the function: `2026/01/31/my-function[$LATEST]0123456789abcdef`.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
   */
  private functionOf({ stream }: LogEvent): string | undefined {
    const named = /^\d{4}\/\d\d\/\d\d\/([^[]+)\[/.exec(stream)?.[1];
    if (named !== undefined) return this.functions.find((name) => name === named);
    return this.functions.length === 1 ? this.functions[0] : this.name;
  }
}
