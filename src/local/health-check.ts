import { request } from 'node:http';

/** Checks in a row without an answer after which a server counts as dead. */
const FAILURES = 3;

/**
 * Looks after servers while requests wait for them: a server that answers nothing at all, not even that it refuses,
 * is stopped or hangs, however long its other answers may take.
 */
export class HealthCheck {
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly failures = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  /** Makes the check. @param seconds between two checks, and for which one waits for its answer */
  constructor(private readonly seconds: number) {}

  /** Seconds without any answer after which nobody waits longer. */
  get patience(): number {
    return this.seconds * FAILURES;
  }

  /**
   * Waits for a server.
   *
   * @param url such as `http://127.0.0.1:4566`
   * @param giveUp called when the server does not answer; at most once
   * @returns ends the wait
   */
  wait(url: string, giveUp: () => void): () => void {
    const all = this.waiting.get(url) ?? new Set();
    this.waiting.set(url, all.add(giveUp));
    this.timer ??= setInterval(() => this.check(), this.seconds * 1000).unref();
    return () => {
      all.delete(giveUp);
      if (all.size === 0 && this.waiting.get(url) === all) this.forget(url);
    };
  }

  private check(): void {
    for (const url of this.waiting.keys()) {
      ask(url, this.seconds * 1000).then((answered) => {
        const all = this.waiting.get(url);
        const failures = answered ? 0 : (this.failures.get(url) ?? 0) + 1;
        this.failures.set(url, failures);
        if (!all) this.failures.delete(url);
        else if (failures >= FAILURES) {
          this.forget(url);
          for (const giveUp of all) giveUp();
        }
      });
    }
  }

  private forget(url: string): void {
    this.waiting.delete(url);
    this.failures.delete(url);
    if (this.waiting.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

/** Whether a server gives any answer: the local AWS refuses a request without a key at once. */
function ask(url: string, milliseconds: number): Promise<boolean> {
  return new Promise((done) => {
    const call = request(url, { agent: false, signal: AbortSignal.timeout(milliseconds) }, (answer) => {
      answer.resume();
      done(true);
    });
    call.on('error', () => done(false));
    call.end();
  });
}
