import { spawn } from 'node:child_process';
import type { Life } from './command.ts';
import { endTree } from './processTree.ts';
import { projectRoot } from './project.ts';

/** How a child process ended, and what it printed on both its outputs. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a script under this Node in the project's folder, printing its output as it comes unless it is `quiet`. */
export const runNode = (args: readonly string[], life: Life, { quiet = false, cwd = projectRoot } = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = life.onEnd(() => endTree(child));
    let output = '';
    const take = (data: string): void => {
      output += data;
      if (!quiet) process.stdout.write(data);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', reject);
    child.on('close', code => {
      void stop();
      resolve({ code: code ?? 1, output });
    });
  });
