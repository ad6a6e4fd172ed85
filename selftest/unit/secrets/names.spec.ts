import { expect, test } from '../../support/test.ts';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerIn, SecretNames } from '../../../helpers/secrets/names.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'names-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a name consists of the owner, the kind and a number', () => {
  const names = new SecretNames();
  expect(names.nameOf('a', 'access token', 'admin')).toBe('admin.token#1');
  expect(names.nameOf('b', 'access token', 'admin')).toBe('admin.token#2');
  expect(names.nameOf('c', 'access token', 'test user')).toBe('test-user.token#1');
  expect(names.nameOf('d', 'password', 'other test user')).toBe('other-test-user.password#1');
  expect(names.nameOf('e', 'code verifier', undefined)).toBe('code-verifier#1');
});

for (const [as, owner] of [
  ['admin', 'admin'],
  ['test user (no token yet)', 'test user'],
  ['test user, before', 'test user'],
  ['other test user', 'other test user'],
  ['anonymous', undefined],
  ['administrator', undefined],
] as const)
  test(`the owner of what “${as}” gets is ${owner ?? 'unknown'}`, () => {
    expect(ownerIn(as)).toBe(owner);
  });

test('two processes of a run give a value the same name, and different values different names', () => {
  const key = randomBytes(32);
  const [one, other] = [new SecretNames({ folder, key }), new SecretNames({ folder, key })];
  expect(one.nameOf('shared', 'password', 'admin')).toBe('admin.password#1');
  expect(other.nameOf('own', 'password', 'admin')).toBe('admin.password#2');
  expect(other.nameOf('shared', 'password', 'admin')).toBe('admin.password#1');
  expect(one.nameOf('third', 'password', 'admin')).toBe('admin.password#3');
});

test('the shards of a run give all their secrets different names, and together use each number', () => {
  const named = [1, 2, 3].flatMap((current) => {
    const names = new SecretNames(undefined, { current, total: 3 });
    return ['a', 'b'].map((value) => names.nameOf(`${value}${String(current)}`, 'password', 'admin'));
  });
  expect(named).toEqual([1, 4, 2, 5, 3, 6].map((number) => `admin.password#${String(number)}`));
});

test('two processes of a shard agree on names as those of a whole run do', () => {
  const shared = { folder, key: randomBytes(32) };
  const shard = { current: 2, total: 4 };
  const [one, other] = [new SecretNames(shared, shard), new SecretNames(shared, shard)];
  expect(one.nameOf('shared', 'password', 'admin')).toBe('admin.password#2');
  expect(other.nameOf('own', 'password', 'admin')).toBe('admin.password#6');
  expect(other.nameOf('shared', 'password', 'admin')).toBe('admin.password#2');
});

test('the shared files contain no value, and no digest of a value that can be computed without the key', () => {
  const key = randomBytes(32);
  new SecretNames({ folder, key }).nameOf('Quartz-Mellow.77', 'password', 'admin');
  const written = readdirSync(folder).flatMap((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  const other = mkdtempSync(join(tmpdir(), 'names-'));
  new SecretNames({ folder: other, key: randomBytes(32) }).nameOf('Quartz-Mellow.77', 'password', 'admin');
  const digests = (path: string) => readdirSync(path).filter((name) => /^[\da-f]{64}$/.test(name));
  expect(written.join('\n')).not.toContain('Quartz');
  expect(digests(folder)).toHaveLength(1);
  expect(digests(folder)).not.toEqual(digests(other));
  rmSync(other, { recursive: true });
});

test('if the folder is gone, a secret is called by its kind', () => {
  const names = new SecretNames({ folder, key: randomBytes(32) });
  rmSync(folder, { recursive: true });
  expect(names.nameOf('a', 'access token', 'admin')).toBe('access token');
});

test('secrets are numbered in the order in which reports show them, not in which they were learned', () => {
  const names = new SecretNames();
  const registry = new SecretRegistry();
  registry.naming = (...of) => names.nameOf(...of);
  registry.learn('never-shown-Quartz.1', 'password', 'test', 'test user');
  registry.learn('shown-later-Quartz.2', 'password', 'test', 'test user');
  registry.learn('shown-first-Quartz.3', 'password', 'test', 'test user');
  expect(registry.redact('shown-first-Quartz.3 shown-later-Quartz.2 shown-first-Quartz.3')).toBe(
    '[redacted test-user.password#1] [redacted test-user.password#2] [redacted test-user.password#1]',
  );
});
