import { expect, test } from '../../support/test.ts';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { mayBeAlive, thisProcess } from '../../../helpers/ledger/process-identity.ts';

const onLinux = process.platform === 'linux';
/** Returns the ID of a process that has ended. */
const endedProcess = () => spawnSync(process.execPath, ['-e', '']).pid;

test('this process is running, and always has the same identity', () => {
  const identity = thisProcess();
  expect(identity).toMatchObject({ machine: hostname(), pid: process.pid });
  expect(thisProcess()).toEqual(identity);
  expect(mayBeAlive(identity)).toBe(true);
});

test('a process that has ended is not running, whether or not its start time was recorded', () => {
  const pid = endedProcess();
  expect(mayBeAlive({ machine: hostname(), pid, began: undefined })).toBe(false);
  expect(mayBeAlive({ machine: hostname(), pid, began: thisProcess().began })).toBe(false);
});

test('a process on another machine may be alive', () => {
  expect(mayBeAlive({ machine: 'another-machine', pid: endedProcess(), began: undefined })).toBe(true);
});

test('a process has ended if another one has its ID', () => {
  test.skip(!onLinux, 'only Linux shows when a process began');
  const { machine, pid, began = '' } = thisProcess();
  expect(began).toMatch(/^[0-9a-f-]{36} \d+$/);
  const [boot = '', ticks = ''] = began.split(' ');
  expect(mayBeAlive({ machine, pid, began: `${boot} ${String(Number(ticks) - 1)}` })).toBe(false);
  // The machine was restarted in between.
  expect(mayBeAlive({ machine, pid, began: `00000000-0000-0000-0000-000000000000 ${ticks}` })).toBe(false);
});

test('if the start time of a process is unknown, its ID decides', () => {
  expect(mayBeAlive({ machine: hostname(), pid: process.pid, began: undefined })).toBe(true);
});

test('a process of another user counts as running', () => {
  expect(mayBeAlive({ machine: hostname(), pid: process.ppid, began: undefined })).toBe(true);
  if (onLinux) expect(mayBeAlive({ machine: hostname(), pid: 1, began: undefined })).toBe(true);
});

test('a process name with spaces and parentheses does not hide the start time', async () => {
  test.skip(!onLinux, 'only Linux shows when a process began');
  const code = `process.title = ') R 1 (x) '; process.stdout.write('!'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    const stat = readFileSync(`/proc/${String(child.pid)}/stat`, 'utf8');
    expect(stat).toContain('(x)');
    const boot = thisProcess().began?.split(' ')[0] ?? '';
    const ticks = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .at(19);
    const identity = { machine: hostname(), pid: Number(child.pid) };
    expect(mayBeAlive({ ...identity, began: `${boot} ${ticks ?? ''}` })).toBe(true);
    expect(mayBeAlive({ ...identity, began: `${boot} 1` })).toBe(false);
  } finally {
    child.kill('SIGKILL');
  }
});

test('a zombie is not running', async () => {
  test.skip(!onLinux, 'only /proc shows zombies');
  // A container whose first process does not wait for orphans keeps them in this state forever.
  const parent = spawn('sh', ['-c', '(read go <&3) & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  try {
    const [printed] = (await once(parent.stdout as Readable, 'data')) as [Buffer];
    const pid = Number(printed.toString());
    // The shell itself would wait for the child, so it must have become the other program before the child ends.
    await expect.poll(() => readFileSync(`/proc/${String(parent.pid)}/comm`, 'utf8').trim()).toBe('sleep');
    (parent.stdio[3] as Writable).end('go\n');
    await expect.poll(() => readFileSync(`/proc/${String(pid)}/stat`, 'utf8')).toContain(') Z ');
    expect(mayBeAlive({ machine: hostname(), pid, began: undefined })).toBe(false);
  } finally {
    parent.kill('SIGKILL');
  }
});
