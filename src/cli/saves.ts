import { watch } from 'chokidar';
import { UserError } from '../errors';

/** Milliseconds without a change after which a save is taken as whole: editors write in several steps. */
const QUIET = 60;

export interface Saves {
  /** Files and folders whose changes count. */
  readonly paths: readonly string[];
  /** Whether nobody means a change of a path. */
  readonly ignores: (path: string) => boolean;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Called when no save is missed from now on. */
  readonly ready: () => void;
  /** Done after each save. */
  readonly run: () => Promise<void>;
  /** Called with a mistake that a save has made; the next one is waited for. */
  readonly failed: (error: UserError) => void;
}

/** Does something after each save, one after the other: saves while it is done are one. */
export async function eachSave({ paths, ignores, signal, ready, run, failed }: Saves): Promise<void> {
  const watcher = watch([...paths], { ignoreInitial: true, ignored: (path) => ignores(path) });
  let isDue = false;
  let wake = () => {};
  let timer: NodeJS.Timeout | undefined;
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isDue = true;
      wake();
    }, QUIET);
  });
  const stop = () => wake();
  signal.addEventListener('abort', stop);
  try {
    await new Promise<void>((done) => watcher.once('ready', done));
    ready();
    while (!signal.aborted) {
      if (!isDue) {
        await new Promise<void>((done) => {
          wake = done;
        });
        continue;
      }
      isDue = false;
      try {
        await run();
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        failed(error);
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
    await watcher.close();
  }
}
