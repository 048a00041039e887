import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { npmFailure, requireSpace } from '../../../src/cli/process/npm.mjs';
import { freePort, portProblem } from '../../../src/cli/process/ports.ts';
import { endTree } from '../../../src/cli/process/processTree.ts';
import { projectRoot } from '../../../src/cli/process/project.ts';
import { findEditor } from '../../../src/cli/start/desktop.ts';
import { readStartOptions } from '../../../src/cli/start/options.ts';
import { countMocha } from '../../../src/cli/vscodeServer/hostSuite.ts';

const home = mkdtempSync(join(tmpdir(), 'gradus-commands-'));
after(() => rmSync(home, { recursive: true }));

test('npm’s failures become one sentence', () => {
  const told = (printed: string): string => npmFailure(`npm warn x\n${printed}`, 'some-package@1');
  assert.match(told('npm error code ECONNREFUSED'), /^The npm registry \S+ cannot be reached, so some-package@1 cannot be fetched: /);
  assert.match(told('npm error getaddrinfo ENOTFOUND registry.npmjs.org'), /cannot be reached/);
  assert.match(told('npm error code ENOSPC'), /^No disk space left while fetching some-package@1/);
  assert.match(told('npm error code E404'), /does not have some-package@1\.$/);
  assert.match(told('npm error code E403'), /refuses to give/);
  assert.match(told('npm error code EACCES'), /cannot be written/);
  assert.equal(told('npm error something odd\nnpm error A complete log of this run can be found in: /x'), 'npm could not fetch some-package@1: something odd');
});

test('too little space is refused before a download', () => {
  requireSpace(home, 1, 'x');
  assert.throws(() => requireSpace(home, 1e9, 'the thing'), /^Refusal: No disk space for the thing: /);
});

test('a port in use is told apart from a free one', async () => {
  const port = await freePort();
  assert.equal(await portProblem('127.0.0.1', port), undefined);
  const server = createServer().listen(port, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  assert.equal(await portProblem('127.0.0.1', port), 'EADDRINUSE');
  await new Promise(resolve => server.close(resolve));
});

test('start’s options are read, and refused in one sentence', () => {
  assert.deepEqual(readStartOptions(['--locale', 'en'], home), { host: '127.0.0.1', port: 8127, workspace: undefined, locale: 'en', serve: false });
  assert.equal(readStartOptions(['--workspace', '.', '--serve'], home)?.workspace, home);
  assert.equal(readStartOptions(['--help'], home), undefined);
  assert.throws(() => readStartOptions(['--port', '0'], home), /--port takes a number from 1 to 65535, not "0"\./);
  assert.throws(() => readStartOptions(['--locale', 'fr'], home), /--locale takes en or zh-cn, not "fr"\./);
  assert.throws(() => readStartOptions(['--workspace', 'nowhere'], home), /nowhere is not a folder\./);
  assert.throws(() => readStartOptions(['--bogus'], home), /Unknown option '--bogus'/);
});

test('a desktop editor is found on PATH, VS Code before the others', { skip: process.platform === 'win32' }, () => {
  assert.equal(findEditor(home, 'linux'), undefined);
  for (const name of ['cursor', 'code']) {
    writeFileSync(join(home, name), '#!/bin/sh\n');
    chmodSync(join(home, name), name === 'code' ? 0o644 : 0o755);
  }
  assert.equal(findEditor(['/nowhere', home].join(delimiter), 'linux'), join(home, 'cursor'), 'a file that is no program does not count');
  chmodSync(join(home, 'code'), 0o755);
  assert.equal(findEditor(home, 'linux'), join(home, 'code'));
});

test('mocha’s counts are read from what it prints', () => {
  assert.deepEqual(countMocha(['  12 passing (3s)', '  2 pending', '  1 failing', '  1) x']), { passed: 12, failed: 1 });
  assert.deepEqual(countMocha(['nothing']), { passed: 0, failed: 0 });
});

test('ending a child ends what it has started', { skip: process.platform === 'win32' }, async () => {
  const inner = 'process.on("SIGTERM",()=>{});console.log(process.pid);setInterval(()=>{},1000)';
  const outer = `const c=require("child_process").spawn(process.execPath,["-e",${JSON.stringify(inner)}],{stdio:["ignore","pipe","inherit"]});`
    + 'c.stdout.on("data",d=>console.log(String(d)));setInterval(()=>{},1000)';
  const child = spawn(process.execPath, ['-e', outer], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>(resolve => child.stdout.once('data', data => resolve(Number(String(data)))));
  assert.ok(process.kill(pid, 0));
  await endTree(child);
  await assert.rejects(async () => {
    for (;;) {
      process.kill(pid, 0);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }, { code: 'ESRCH' }, 'even one that ignores the request');
});

test('an unknown command, template and part are told in one sentence', () => {
  const run = (...args: string[]): string => {
    const { status, stderr } = spawnSync(process.execPath, [join(projectRoot, 'src', 'cli', 'bootstrap.mjs'), ...args], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
    return stderr;
  };
  assert.match(run('nothing'), /There is no command "nothing"/);
  assert.match(run('template', 'flash-attention/nothing'), /There is no template "flash-attention\/nothing"\. There are: .*flash-attention\/online-softmax/);
  assert.match(run('test', '--only', 'nothing'), /There is no part "nothing"/);
});
