/** Tells how far a long step has come; each text replaces the last. */
export type Tell = (text: string) => void;

const seconds = (since: number): string => `${Math.round((Date.now() - since) / 1000)} s`;

/**
 * Runs a step that may take long: says what it does, every five seconds how far it is, and how long it took.
 * @param title what is done and what is fetched, in the present participle
 */
export const longStep = async <Result>(title: string, work: (tell: Tell) => Promise<Result>): Promise<Result> => {
  const started = Date.now();
  let detail = '';
  console.log(`${title} …`);
  const clock = setInterval(() => console.log(`  ${detail ? `${detail}, ` : ''}${seconds(started)}`), 5000);
  try {
    const result = await work(text => { detail = text; });
    console.log(`  done (${seconds(started)})`);
    return result;
  } finally {
    clearInterval(clock);
  }
};
