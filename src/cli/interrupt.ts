/** Ctrl-C and a wish to end as a signal that work can listen to. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Stops listening: Ctrl-C ends this process again. */
  forget(): void;
}

/** Takes Ctrl-C (SIGINT), SIGTERM and a closed terminal (SIGHUP) until `forget()`; a second one ends this process. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const abort = () => {
    // The first signal asks for an orderly end; a second one does not wait for it
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, abort);
  return {
    signal: controller.signal,
    forget: () => {
      for (const name of names) process.off(name, abort);
    },
  };
}
