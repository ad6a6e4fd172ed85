import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../../helpers/cleanup/ledger.ts';

const TENANT = 'https://acme.zendesk.com';
const user = (run: string) => ({ address: `keyturn+${run}@example.com`, externalId: `keyturn:${run}` });

const folderOf = () => test.info().outputPath('ledger');
const ledgerOf = (run: string, tenant = TENANT) => new Ledger({ tenant, run, folder: folderOf() });
const fileOf = (name = 'acme.zendesk.com.jsonl') => join(folderOf(), name);
const runsOf = (ledger: Ledger) => ledger.others().map(({ run }) => run);

test('what a run creates is seen by the next one until it was removed', () => {
  const first = ledgerOf('aaaaaaaaaa');
  first.creating(user('aaaaaaaaaa'));
  expect(ledgerOf('zzzzzzzzzz').others()).toEqual([
    expect.objectContaining({
      run: 'aaaaaaaaaa',
      pid: process.pid,
      machine: hostname(),
      ...user('aaaaaaaaaa'),
    }),
  ]);
  first.created({ ...user('aaaaaaaaaa'), id: 6164039664282 });
  expect(runsOf(ledgerOf('zzzzzzzzzz'))).toEqual(['aaaaaaaaaa']);
  first.removed(user('aaaaaaaaaa'));
  expect(ledgerOf('zzzzzzzzzz').others()).toEqual([]);
});

test('it is on the disk before the call is made', () => {
  ledgerOf('aaaaaaaaaa').creating(user('aaaaaaaaaa'));
  const lines = readFileSync(fileOf(), 'utf8').split('\n');
  expect(lines).toHaveLength(3);
  expect([lines[0], lines[2]]).toEqual(['', '']);
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ event: 'creating', tenant: TENANT, kind: 'user' });
  if (process.platform !== 'win32') expect(statSync(fileOf()).mode & 0o077).toBe(0);
});

test('what this run has made is known to it, and not among the others', () => {
  const ledger = ledgerOf('aaaaaaaaaa');
  ledger.creating(user('aaaaaaaaaa'));
  expect(ledger.own()).toEqual([{ ...user('aaaaaaaaaa'), id: undefined }]);
  ledger.created({ ...user('aaaaaaaaaa'), id: 7 });
  expect(ledger.own()).toEqual([{ ...user('aaaaaaaaaa'), id: 7 }]);
  expect(ledger.others()).toEqual([]);
  ledger.removed(user('aaaaaaaaaa'));
  expect(ledger.own()).toEqual([]);
});

test('what a run gives up on stays noted for the next', () => {
  const ledger = ledgerOf('aaaaaaaaaa');
  ledger.creating(user('aaaaaaaaaa'));
  ledger.leaveToNextRun(user('aaaaaaaaaa'));
  expect(ledger.own()).toEqual([]);
  expect(runsOf(ledgerOf('zzzzzzzzzz'))).toEqual(['aaaaaaaaaa']);
});

test('a run that removes what another one left says so for all', () => {
  ledgerOf('aaaaaaaaaa').creating(user('aaaaaaaaaa'));
  ledgerOf('bbbbbbbbbb').removed(user('aaaaaaaaaa'));
  expect(runsOf(ledgerOf('zzzzzzzzzz'))).toEqual([]);
});

test('tenants do not see each other', () => {
  ledgerOf('aaaaaaaaaa', 'https://other.zendesk.com').creating(user('aaaaaaaaaa'));
  ledgerOf('bbbbbbbbbb', 'https://acme.zendesk.com:8443').creating(user('bbbbbbbbbb'));
  expect(ledgerOf('zzzzzzzzzz').others()).toEqual([]);
  expect(readdirSync(folderOf()).sort()).toEqual(['acme.zendesk.com_8443.jsonl', 'other.zendesk.com.jsonl']);
});

test('a line of another tenant in the same file is left alone', () => {
  ledgerOf('aaaaaaaaaa').creating(user('aaaaaaaaaa'));
  const line = readFileSync(fileOf(), 'utf8')
    .replaceAll('aaaaaaaaaa', 'bbbbbbbbbb')
    .replace(TENANT, 'http://acme.zendesk.com');
  appendFileSync(fileOf(), line);
  expect(runsOf(ledgerOf('zzzzzzzzzz'))).toEqual(['aaaaaaaaaa']);
});

test('damaged lines are left alone, and the others still count', () => {
  ledgerOf('aaaaaaaaaa').creating(user('aaaaaaaaaa'));
  appendFileSync(
    fileOf(),
    '\n\u0000\u0000\n{"at":\nnull\n[]\n"text"\n{"event":"removed","externalId":"keyturn:aaaaaaaaaa"}\n',
  );
  ledgerOf('bbbbbbbbbb').creating(user('bbbbbbbbbb'));
  expect(runsOf(ledgerOf('zzzzzzzzzz'))).toEqual(['aaaaaaaaaa', 'bbbbbbbbbb']);
});

test('after a line that a crash cut off, the next one still counts', () => {
  ledgerOf('aaaaaaaaaa').creating(user('aaaaaaaaaa'));
  appendFileSync(fileOf(), '{"at":"2026-11-21T12:00:00.000Z","event":"crea');
  ledgerOf('bbbbbbbbbb').creating(user('bbbbbbbbbb'));
  expect(runsOf(ledgerOf('zzzzzzzzzz'))).toEqual(['aaaaaaaaaa', 'bbbbbbbbbb']);
});

test('without a file there is nobody', () => {
  expect(ledgerOf('aaaaaaaaaa').others()).toEqual([]);
  expect(existsSync(folderOf())).toBe(false);
});

test('without a folder nothing is written', () => {
  const ledger = new Ledger({ tenant: TENANT, run: 'aaaaaaaaaa' });
  ledger.creating(user('aaaaaaaaaa'));
  expect(ledger.own()).toHaveLength(1);
  expect(ledger.others()).toEqual([]);
});

test('a file with Windows line ends can be read', () => {
  ledgerOf('aaaaaaaaaa').creating(user('aaaaaaaaaa'));
  const text = readFileSync(fileOf(), 'utf8');
  mkdirSync(folderOf(), { recursive: true });
  writeFileSync(fileOf(), text.replaceAll('\n', '\r\n'));
  expect(runsOf(ledgerOf('zzzzzzzzzz'))).toEqual(['aaaaaaaaaa']);
});

test.describe('whether a run may be at work', () => {
  test('this process is', () => {
    expect(Ledger.mayBeAlive({ machine: hostname(), pid: process.pid })).toBe(true);
  });
  test('a process that has ended is not', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(Ledger.mayBeAlive({ machine: hostname(), pid })).toBe(false);
  });
  test('of another machine nobody knows', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(Ledger.mayBeAlive({ machine: 'another-machine', pid })).toBe(true);
  });
});
