import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import { quantile } from './quantile.ts';

const rounds = 15;

/** A program that prints a line and then keeps the time at which it had. */
const program = (text: string) => `import { writeFileSync } from 'node:fs';
const first: string = ${JSON.stringify(text)};
console.log(first);
writeFileSync(import.meta.filename + '.time', String(performance.timeOrigin + performance.now()));
`;

const now = () => performance.timeOrigin + performance.now();

/** Runs in the extension host: from the call that a click makes to the first line of the program, ours beside a plain task. */
export async function run(): Promise<void> {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  if (workspace === undefined) throw new Error('the bench needs a folder');
  const folder = workspace.uri.fsPath;
  const [ts, js] = [join(folder, 'own.ts'), join(folder, 'own.js')];
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(ts, program('hello'));
  writeFileSync(js, stripTypeScriptTypes(program('hello'), { mode: 'strip' }));
  const task = { label: 'plain', type: 'process', command: process.execPath, args: [js], problemMatcher: [] };
  writeFileSync(join(folder, '.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [task] }));
  const plain = await until(async () => (await vscode.tasks.fetchTasks()).find(({ name }) => name === 'plain'));
  const uri = vscode.Uri.file(ts);
  const ours = () => firstLine(ts, () => vscode.commands.executeCommand(commands.runFile, uri));
  const peer = () => firstLine(js, () => vscode.tasks.executeTask(plain));
  let fresh = 0;
  const changed = () => {
    writeFileSync(ts, program(`hello ${fresh++}`));
    return ours();
  };
  for (const [name, mine] of [['own file', ours], ['changed file', changed]] as const) {
    const pairs: (readonly [number, number])[] = [];
    for (let round = -2; round < rounds; round++) {
      const pair = round % 2 === 0 ? [await mine(), await peer()] as const : [await peer(), await mine()].reverse() as [number, number];
      if (round >= 0) pairs.push(pair);
    }
    const ratios = pairs.map(([a, b]) => a / b);
    console.log(`bench ${JSON.stringify({
      name, ours: quantile(pairs.map(([a]) => a), 0.5), peer: quantile(pairs.map(([, b]) => b), 0.5), ratio: quantile(ratios, 0.5),
      spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    })}`);
  }
}

/** Milliseconds from the call to the first line; resolves when the process has ended. */
async function firstLine(file: string, start: () => Thenable<unknown>): Promise<number> {
  const kept = `${file}.time`;
  rmSync(kept, { force: true });
  const ended = new Promise<void>((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess(() => {
      listener.dispose();
      resolve();
    });
  });
  const from = now();
  await start();
  await ended;
  return Number(readFileSync(await until(async () => existsSync(kept) && kept), 'utf8')) - from;
}

async function until<T>(condition: () => Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 1000; tries++) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('waited 20 s');
}
