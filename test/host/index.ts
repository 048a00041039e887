import Mocha from 'mocha';
import * as vscode from 'vscode';
import { activationTests } from './activation.test.ts';
import { articlePanelTests } from './articlePanel.test.ts';
import { articlesTests } from './articles.test.ts';
import { exercisesTests } from './exercises.test.ts';
import { figuresTests } from './figures.test.ts';
import { insertTests } from './insert.test.ts';
import { linksTests } from './links.test.ts';
import { openCodeTests } from './openCode.test.ts';
import { progressTests } from './progress.test.ts';
import { progressStoreTests } from './progressStore.test.ts';
import { readingTests } from './reading.test.ts';
import { reviewTests } from './review.test.ts';
import { runTests } from './run.test.ts';
import { topicsTests } from './topics.test.ts';
import { walkthroughTests } from './walkthrough.test.ts';

/** Runs the suite inside the extension host; the same file is started by the server host and by `@vscode/test-electron`. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, slow: 2_000, color: false, reporter: 'spec' });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  // First what must be true before anything is done.
  const inEveryLanguage = [
    activationTests, topicsTests, articlesTests, linksTests, readingTests, insertTests, progressTests, reviewTests, exercisesTests,
  ];
  // Processes and their reports, columns of editors, what is kept and what ticks off the walkthrough know nothing of the language of the
  // interface, and the panel's tests name theirs; texts are compared in unit tests. Single tests of that kind are `testInEnglish`.
  const once = [articlePanelTests, openCodeTests, walkthroughTests, progressStoreTests, runTests, figuresTests];
  for (const define of [...inEveryLanguage, ...(vscode.env.language === 'en' ? once : [])]) define();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
