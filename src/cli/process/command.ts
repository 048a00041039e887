import { Refusal } from './npm.mjs';

/** What a command is given: a place to register what must not outlive it. */
export interface Life {
  /** Aborted when the command is asked to stop. */
  readonly signal: AbortSignal;
  /** Registers a cleanup, run in reverse order however the command ends; returns a function that runs it now. */
  onEnd(cleanup: () => Promise<void> | void): () => Promise<void>;
}

const exitCodes: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** A life, and what ends it: all cleanups, each once. */
export const createLife = (): { readonly life: Life; readonly end: () => Promise<void> } => {
  const cleanups = new Set<() => Promise<void>>();
  const abort = new AbortController();
  let ending: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    abort.abort();
    for (const cleanup of [...cleanups].reverse()) await cleanup();
  };
  const onEnd: Life['onEnd'] = cleanup => {
    const once = async (): Promise<void> => {
      if (!cleanups.delete(once)) return;
      try {
        await cleanup();
      } catch (error) {
        console.error(`Cleaning up failed: ${String(error)}`);
      }
    };
    cleanups.add(once);
    return once;
  };
  return { life: { signal: abort.signal, onEnd }, end: () => ending ??= end() };
};

/**
 * Runs a command to its exit code. A Refusal is shown as its one sentence, any other error with its stack; a signal,
 * or the death of the bootstrap that started us, runs the cleanups too.
 */
export const runCommand = async (main: (life: Life) => Promise<number>): Promise<void> => {
  const { life, end } = createLife();
  const interrupt = (code: number): void => void end().finally(() => process.exit(code));
  for (const [signal, code] of Object.entries(exitCodes)) process.on(signal, () => interrupt(code));
  process.on('disconnect', () => interrupt(1));
  process.channel?.unref();

  let code = 1;
  try {
    code = await main(life);
  } catch (error) {
    if (life.signal.aborted) await new Promise(() => {}); // what failed was being stopped: interrupt() ends the process
    console.error(error instanceof Refusal ? error.message : error);
  }
  if (life.signal.aborted) await new Promise(() => {});
  await end();
  process.exit(code);
};
