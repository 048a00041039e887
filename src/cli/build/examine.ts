import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { failedExamination, parseExamination } from '../../core/exercise/examination.ts';
import type { Examination } from '../../core/exercise/exercise.ts';

const examiner = join(import.meta.dirname, '..', '..', 'runtime', 'examiner.ts');

/** Examines a file in a process of its own; never throws. */
export function examine(file: string, secondsAllowed: number): Promise<Examination> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', examiner, file], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stdio[3]?.on('data', (part: Buffer) => { text += part.toString('utf8'); });
    const timer = setTimeout(() => child.kill('SIGKILL'), secondsAllowed * 1000);
    child.on('error', (error) => resolve(failedExamination(error.message)));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(parseExamination(text) ?? failedExamination(signal === 'SIGKILL' ? `it took more than ${secondsAllowed} s` : `it ended with exit code ${code}`));
    });
  });
}
