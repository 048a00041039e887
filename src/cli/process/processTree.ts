import { type ChildProcess, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Parent of every process: from /proc on Linux, where a small system may lack ps. */
const parents = (): Map<number, number> => {
  const found = new Map<number, number>();
  if (process.platform === 'linux') {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The command in brackets may hold blanks and brackets itself; state and parent follow the last one.
        found.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
      } catch {
        // The process has ended meanwhile.
      }
    }
    return found;
  }
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  for (const line of stdout.split('\n')) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    if (pid !== undefined && parent !== undefined) found.set(pid, parent);
  }
  return found;
};

/** The process and everything it has started, as far as it still runs. */
export const descendants = (root: number): number[] => {
  const family = [root];
  const all = parents();
  for (let grown = true; grown;) {
    grown = false;
    for (const [pid, parent] of all) {
      if (family.includes(parent) && !family.includes(pid)) {
        family.push(pid);
        grown = true;
      }
    }
  }
  return family;
};

const signalAll = (pids: readonly number[], signal: NodeJS.Signals | 0): number[] => pids.filter(pid => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
});

/** Ends a child with everything it has started: asks first, insists after three seconds. */
export const endTree = async (child: ChildProcess): Promise<void> => {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    return;
  }
  const family = descendants(pid);
  signalAll(family, 'SIGTERM');
  for (const until = Date.now() + 3000; Date.now() < until;) {
    if (signalAll(family, 0).length === 0) return;
    await sleep(50);
  }
  signalAll(family, 'SIGKILL');
};
