/** Node announces its type stripper as experimental at every start; a reader has no use for that. */
export function silenceExperimentalWarnings(): void {
  const emit = process.emitWarning.bind(process) as (warning: string | Error, ...rest: unknown[]) => void;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] !== 'ExperimentalWarning') emit(warning, ...rest);
  };
}
