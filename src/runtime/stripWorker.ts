/** A thread of the extension host: takes the types from the reader's files while a run is being started, or when they are saved. */
import { parentPort, workerData } from 'node:worker_threads';
import { silenceExperimentalWarnings } from './silence.ts';
import { stripAhead } from './stripAhead.ts';

silenceExperimentalWarnings();
parentPort?.on('message', (path: string) => parentPort?.postMessage(stripAhead(path, String(workerData))));
