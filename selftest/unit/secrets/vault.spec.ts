import { expect, test } from '../../support/test.ts';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';
import {
  Vault,
  SHARD_VARIABLE,
  VAULT_VARIABLE,
  environmentWithoutVault,
} from '../../../helpers/secrets/vault.ts';

const SECRET = 'Quartz-Mellow.77';

/** A vault, the environment that names it, and its file. */
function newVault(): { vault: Vault; environment: NodeJS.ProcessEnv; file: string } {
  const environment: NodeJS.ProcessEnv = {};
  const vault = Vault.create(environment);
  const file = /^[\w-]+:(.*)$/.exec(environment[VAULT_VARIABLE] ?? '')?.[1] ?? '';
  return { vault, environment, file };
}

function reading(vault: Vault | undefined): { complete: boolean; found: string[] } {
  const secrets = new SecretRegistry();
  const complete = vault?.readInto(secrets) ?? false;
  return { complete, found: secrets.find(`${SECRET} another-secret-2`).sort() };
}

test('a process reads what another one with the same environment has added', () => {
  const { vault, environment } = newVault();
  Vault.inherited(environment)?.add(SECRET, 'password', 'a test');
  vault.add('another-secret-2', 'cookie', 'a test');
  expect(reading(Vault.inherited(environment))).toEqual({ complete: true, found: ['cookie', 'password'] });
  vault.remove();
});

test('the source of a secret is kept with it', () => {
  const { vault } = newVault();
  vault.add(SECRET, 'client secret', 'ZENDESK_CLIENT_SECRET');
  const secrets = new SecretRegistry();
  vault.readInto(secrets);
  expect(secrets.hits(SECRET)).toMatchObject([
    { secret: { kind: 'client secret', source: 'ZENDESK_CLIENT_SECRET' } },
  ]);
  vault.remove();
});

test('all processes of a shard name secrets with the numbers of that shard', () => {
  const environment: NodeJS.ProcessEnv = {};
  const vault = Vault.create(environment, { current: 2, total: 3 });
  const named = [vault, Vault.inherited(environment)].map((each, index) => {
    const secrets = new SecretRegistry();
    each?.nameSecretsOf(secrets);
    secrets.learn(`${SECRET}${String(index)}`, 'password', 'a test', 'admin');
    return secrets.redact(`${SECRET}${String(index)}`);
  });
  expect(named).toEqual(['[redacted admin.password#2]', '[redacted admin.password#5]']);
  vault.remove();
});

test('a run that is not sharded does not take over the shard of the run that started it', () => {
  const environment: NodeJS.ProcessEnv = { [SHARD_VARIABLE]: '2/3' };
  const vault = Vault.create(environment);
  expect(environment).not.toHaveProperty(SHARD_VARIABLE);
  const secrets = new SecretRegistry();
  Vault.inherited(environment)?.nameSecretsOf(secrets);
  secrets.learn(SECRET, 'password', 'a test', 'admin');
  expect(secrets.redact(SECRET)).toBe('[redacted admin.password#1]');
  vault.remove();
});

test('only what is new is read the second time, and nothing is missed', () => {
  const { vault } = newVault();
  vault.add(SECRET, 'password', 'a test');
  const secrets = new SecretRegistry();
  expect(vault.readInto(secrets)).toBe(true);
  vault.add('another-secret-2', 'cookie', 'a test');
  expect(vault.readInto(secrets)).toBe(true);
  expect(secrets.find('another-secret-2')).toEqual(['cookie']);
  vault.remove();
});

test('only its owner can read it, and nothing can be read without its key', () => {
  const { vault, file } = newVault();
  vault.add(SECRET, 'password', 'a test');
  if (process.platform !== 'win32') {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  }
  expect(new SecretRegistry().find(readFileSync(file, 'latin1'))).toEqual([]);
  expect(readFileSync(file, 'latin1')).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 16));
  const other = Vault.inherited({ [VAULT_VARIABLE]: `${Buffer.alloc(32).toString('base64url')}:${file}` });
  expect(reading(other)).toEqual({ complete: false, found: [] });
  vault.remove();
  expect(existsSync(dirname(file))).toBe(false);
});

test('an incomplete line is reported, and damages no other line', () => {
  const { vault, environment, file } = newVault();
  vault.add(SECRET, 'password', 'a test');
  appendFileSync(file, `\n${readFileSync(file, 'latin1').trim().slice(0, 30)}`);
  vault.add('another-secret-2', 'cookie', 'a test');
  expect(reading(Vault.inherited(environment))).toEqual({ complete: false, found: ['cookie', 'password'] });
  vault.remove();
});

test('a line that is still being written is read when it is complete', () => {
  const { vault, environment, file } = newVault();
  vault.add(SECRET, 'password', 'a test');
  const whole = readFileSync(file, 'latin1');
  writeFileSync(file, whole.slice(0, 50));
  const secrets = new SecretRegistry();
  const reader = Vault.inherited(environment);
  expect(reader?.readInto(secrets)).toBe(false);
  writeFileSync(file, whole);
  expect(reader?.readInto(secrets)).toBe(true);
  expect(secrets.find(SECRET)).toEqual(['password']);
  vault.remove();
});

test('a changed line is rejected', () => {
  const { vault, environment, file } = newVault();
  vault.add(SECRET, 'password', 'a test');
  const line = readFileSync(file, 'latin1').trim();
  writeFileSync(file, `${line.slice(0, 60)}${line[60] === 'A' ? 'B' : 'A'}${line.slice(61)}\n`);
  expect(reading(Vault.inherited(environment))).toEqual({ complete: false, found: [] });
  vault.remove();
});

test('a removed vault is not created again, and is reported', () => {
  const { vault, environment, file } = newVault();
  vault.remove();
  vault.add(SECRET, 'password', 'a test');
  expect(existsSync(file)).toBe(false);
  expect(reading(Vault.inherited(environment))).toEqual({ complete: false, found: [] });
});

for (const value of [undefined, '', 'nonsense', 'short:/tmp/x']) {
  test(`no vault is inherited from ${String(value)}`, () => {
    expect(Vault.inherited({ [VAULT_VARIABLE]: value })).toBeUndefined();
  });
}

test("the key is not passed on to other people's programs", () => {
  const { vault, environment } = newVault();
  expect(environmentWithoutVault({ ...environment, PATH: '/bin' })).toEqual({ PATH: '/bin' });
  vault.remove();
});
