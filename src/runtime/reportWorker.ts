/**
 * The thread that holds the line to the editor while the file computes: writes what the file reports, and ends the process with all it
 * has started when the editor has gone. A thread, because a training loop leaves the main one no time for either.
 */
import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { lineState, type LineData } from './lineData.ts';

const { address, shared } = workerData as LineData;
const state = new Int32Array(shared);
const socket = connect(address);
let met = false;

socket.on('connect', () => { met = true; });
socket.on('error', (error: NodeJS.ErrnoException) => {
  // The address is there but nobody listens: the editor was killed while this process started. 'close' follows.
  if (error.code === 'ECONNREFUSED') met = true;
});
socket.on('close', () => {
  Atomics.store(state, lineState.broken, 1);
  Atomics.notify(state, lineState.written);
  if (met) endEverything();
});
parentPort?.on('message', (text: string) => {
  socket.write(text, () => {
    Atomics.add(state, lineState.written, 1);
    Atomics.notify(state, lineState.written);
  });
});

/** This process and its children: the group that it leads in a terminal; on Windows the tree below it. */
function endEverything(): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(process.pid), '/T', '/F'], { windowsHide: true });
  } else {
    try {
      process.kill(-process.pid, 'SIGKILL');
    } catch {
      // It leads no group.
    }
  }
  process.kill(process.pid, 'SIGKILL');
}
