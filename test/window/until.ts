import assert from 'node:assert/strict';

export const second = 1000;

/** Waits until the condition holds; fails with what was waited for and what was there instead. */
export const until = async (what: string, read: () => Promise<string>, holds: (text: string) => boolean, limit = 30 * second): Promise<string> => {
  const end = Date.now() + limit;
  for (;;) {
    const text = await read();
    if (holds(text)) return text;
    if (Date.now() > end) assert.fail(`waited ${limit / second} s for ${what}; there is:\n${text}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
};
