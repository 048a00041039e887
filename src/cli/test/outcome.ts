/** What a part of the tests found. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** The sum over several parts. */
export const sum = (outcomes: readonly Outcome[]): Outcome => ({
  passed: outcomes.reduce((total, { passed }) => total + passed, 0),
  failed: outcomes.reduce((total, { failed }) => total + failed, 0),
});
