/** What the thread is given. */
export interface LineData {
  readonly address: string;
  readonly shared: SharedArrayBuffer;
}

/** Places in the shared memory: texts written so far; 1 when there is no line any more. */
export const lineState = { written: 0, broken: 1 } as const;
