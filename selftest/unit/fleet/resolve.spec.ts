/** The settings of each tenant: complete, its own, and no one else's. */
import { expect, test } from '../../support/test.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { fleetSettings } from '../../../helpers/fleet/environment.ts';
import { readFleetFile } from '../../../helpers/fleet/file.ts';
import { type ResolvedTenant, resolveTenants } from '../../../helpers/fleet/resolve.ts';
import { isOfFleet, isOfTenant, isPassedOn, TENANT_VARIABLES } from '../../../helpers/fleet/variables.ts';
import { VARIABLES } from '../../../helpers/systems/settings.ts';

/** Writes a file for this test. */
function write(name: string, content: string): string {
  const path = join(test.info().outputPath('fleet'), name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

interface Around {
  environment?: NodeJS.ProcessEnv;
  /** The fleet's own settings file. */
  dotEnv?: string;
}

function resolve(content: string, { environment = {}, dotEnv }: Around = {}): ResolvedTenant[] {
  const read = readFleetFile(write('fleet.yaml', content));
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
  const own = { KEYTURN_ENV_FILE: dotEnv === undefined ? devNull : write('own.env', dotEnv), ...environment };
  const { fromFile } = fleetSettings(own, test.info().outputPath());
  const results = test.info().outputPath('results');
  return resolveTenants(read.tenants, {
    environment: own,
    fromFile,
    results,
    history: join(results, 'history'),
  });
}

const mistakesOf = (tenants: readonly ResolvedTenant[]) =>
  tenants.flatMap(({ name, mistakes }) => mistakes.map(({ problem }) => `${name}: ${problem}`));

const expert = (name: string, host: string, password = `\${${name.toUpperCase()}}`) => `
  - name: ${name}
    env:
      EXPERT_BASE_URL: https://${host}
      EXPERT_ADMIN_USERNAME: keyturn
      EXPERT_ADMIN_PASSWORD: ${password}
`;

const TWO = `tenants:${expert('one', 'one.example')}${expert('two', 'two.example')}`;
const SECRETS = { ONE: 'first-secret-1', TWO: 'second-secret-2' };

test('each tenant gets its own secrets under the names of settings, and its own folder', () => {
  const [one, two] = resolve(TWO, { environment: { ...SECRETS, PATH: '/bin', FORCE_COLOR: '1' } });
  expect(mistakesOf([one, two].flatMap((each) => each ?? []))).toEqual([]);
  expect(one?.environment).toEqual({
    PATH: '/bin',
    EXPERT_BASE_URL: 'https://one.example',
    EXPERT_ADMIN_USERNAME: 'keyturn',
    EXPERT_ADMIN_PASSWORD: 'first-secret-1',
    KEYTURN_ENV_FILE: devNull,
    KEYTURN_RESULTS: test.info().outputPath('results', 'one'),
    KEYTURN_HISTORY: test.info().outputPath('results', 'history'),
  });
  expect(JSON.stringify(two?.environment)).not.toContain('first-secret');
  expect(two?.targets).toEqual([{ system: 'expert', title: 'CXone Expert', tenant: 'https://two.example' }]);
});

test('what concerns one tenant or one run is not passed on, and what concerns the network is', () => {
  const passed = {
    HTTPS_PROXY: 'http://proxy.example:8080',
    no_proxy: 'internal.example',
    KEYTURN_STATE: '/var/keyturn',
    HOME: '/home/me',
  };
  const [one] = resolve(TWO, {
    environment: {
      ...SECRETS,
      ...passed,
      ZENDESK_SUBDOMAIN: 'acme',
      ZENDESK_SUBDOMIAN: 'acme',
      EXPERT_TEST_USERNAME: 'other',
      KEYTURN_WRITE_HOSTS: 'acme.zendesk.com',
      KEYTURN_TARGET: 'emulator',
      KEYTURN_RUN_ID: 'abcdefghij',
      KEYTURN_VAULT: 'key:path',
      KEYTURN_FLEET_FILE: 'fleet.yaml',
      PLAYWRIGHT_BLOB_OUTPUT_FILE: 'blob.zip',
      PLAYWRIGHT_HTML_OUTPUT_DIR: 'html',
      FORCE_COLOR: '1',
    },
  });
  const names = Object.keys(one?.environment ?? {});
  expect(one?.environment).toMatchObject(passed);
  expect(names.filter((name) => /^(?:ZENDESK|PLAYWRIGHT|FORCE)_/.test(name))).toEqual([]);
  expect(names.filter((name) => name.startsWith('KEYTURN_')).sort()).toEqual([
    'KEYTURN_ENV_FILE',
    'KEYTURN_HISTORY',
    'KEYTURN_RESULTS',
    'KEYTURN_STATE',
  ]);
});

test('variables that are not passed on are named, wherever they are set', () => {
  const dotEnv = write(
    'own.env',
    'ZENDESK_SUBDOMAIN=acme\nKEYTURN_BROWSER=chromium\nKEYTURN_FAIL_ON=should\n',
  );
  const { loaded, notPassedOn, fromFile } = fleetSettings(
    { KEYTURN_ENV_FILE: dotEnv, EXPERT_BASE_URL: 'nonsense', PATH: '/bin' },
    test.info().outputPath(),
  );
  expect(loaded.ok).toBe(true);
  expect(notPassedOn).toEqual(['EXPERT_BASE_URL', 'KEYTURN_FAIL_ON', 'ZENDESK_SUBDOMAIN']);
  expect(fromFile).toEqual({ KEYTURN_BROWSER: 'chromium' });
});

test('a mistake in the settings of the fleet itself is found', () => {
  const { loaded } = fleetSettings(
    { KEYTURN_ENV_FILE: devNull, KEYTURN_RESLTS: 'x' },
    test.info().outputPath(),
  );
  expect(loaded).toMatchObject({ ok: false, mistakes: [{ variable: 'KEYTURN_RESLTS' }] });
});

test('the own proxy of a tenant replaces every spelling of the one that it would inherit', () => {
  const [one, two] = resolve(
    `tenants:${expert('one', 'one.example')}      HTTPS_PROXY: http://own.example:1\n${expert('two', 'two.example')}`,
    {
      environment: {
        ...SECRETS,
        https_proxy: 'http://common.example:1',
        ALL_PROXY: 'http://other.example:1',
      },
    },
  );
  expect(one?.environment).toMatchObject({ HTTPS_PROXY: 'http://own.example:1' });
  expect(one?.environment).not.toHaveProperty('https_proxy');
  expect(one?.environment).not.toHaveProperty('ALL_PROXY');
  expect(two?.environment).toMatchObject({ https_proxy: 'http://common.example:1' });
});

test('the settings file of the fleet is weaker than that of a tenant', () => {
  write(
    'one.env',
    `EXPERT_BASE_URL=https://one.example\nEXPERT_ADMIN_USERNAME=keyturn\nEXPERT_ADMIN_PASSWORD='first-secret-1'\nHTTPS_PROXY=http://own.example:1\n`,
  );
  const [one, two] = resolve(
    `tenants:\n  - name: one\n    envFile: one.env\n${expert('two', 'two.example')}`,
    {
      environment: SECRETS,
      dotEnv: 'HTTPS_PROXY=http://common.example:1\nKEYTURN_BROWSER=chromium\n',
    },
  );
  expect(mistakesOf([one, two].flatMap((each) => each ?? []))).toEqual([]);
  expect(one?.loaded.publicValues['HTTPS_PROXY']).toBe('http://own.example:1');
  expect(one?.environment).toMatchObject({ KEYTURN_BROWSER: 'chromium' });
  expect(two?.loaded.publicValues['HTTPS_PROXY']).toBe('http://common.example:1');
});

test('a variable that is not set or is empty concerns its tenant alone, and is not said twice', () => {
  const tenants = resolve(`${TWO}${expert('three', 'three.example')}`, {
    environment: { TWO: '', THREE: 'third-secret-3' },
  });
  expect(mistakesOf(tenants)).toEqual([
    'one: EXPERT_ADMIN_PASSWORD refers to ${ONE}, which is not set in the environment',
    'two: EXPERT_ADMIN_PASSWORD refers to ${TWO}, which is empty in the environment',
  ]);
});

test('a wrong settings file concerns its tenant alone, and is named', () => {
  write(
    'one.env',
    'EXPERT_BASE_URL=help.example\nEXPERT_ADMIN_USERNAME=keyturn\nEXPERT_ADMIN_PASSWORD=first-secret-1\n',
  );
  const tenants = resolve(
    `tenants:\n  - name: one\n    envFile: one.env\n  - name: none\n    envFile: none.env\n${expert('two', 'two.example')}`,
    { environment: SECRETS },
  );
  expect(mistakesOf(tenants)).toEqual([
    expect.stringMatching(/^one: EXPERT_BASE_URL is not a URL \(read from the fleet file and .*one\.env\)$/),
    expect.stringMatching(/^none: “envFile” names .*none\.env, which does not exist$/),
  ]);
  expect(JSON.stringify(tenants.map(({ mistakes }) => mistakes))).not.toContain('first-secret');
});

test('what a key of the file names is said of that key, at its place', () => {
  const tenants = resolve(
    `defaults:
  deviations: none.json
tenants:
  - name: one
    envFile: .
  - name: two
    env: { EXPERT_BASE_URL: 'https://two.example', EXPERT_ADMIN_USERNAME: keyturn, EXPERT_ADMIN_PASSWORD: '\${TWO}' }
    deviations: two.json
  - name: three
    env: { KEYTURN_TARGET: emulator }
  - name: four
    env: { KEYTURN_TARGET: emulator, KEYTURN_DEVIATIONS: /none/four.json }
`,
    { environment: SECRETS },
  );
  const mistakes = tenants.flatMap((tenant) => tenant.mistakes);
  const named = (name: string) => mistakes.filter(({ tenant }) => tenant === name);
  expect(named('one')).toContainEqual({
    tenant: 'one',
    place: { line: 5, column: 14 },
    problem: expect.stringMatching(/^“envFile” names .*, which is a folder$/),
    expected: expect.stringMatching(/^a file like \.env with the settings of this tenant/),
  });
  const places = ['two', 'three', 'four'].map((name) =>
    named(name).map(({ place, problem }) => [place, problem]),
  );
  expect(places).toEqual([
    [
      [
        { line: 8, column: 17 },
        expect.stringMatching(/^“deviations” names .*two\.json, which does not exist$/),
      ],
    ],
    [
      [
        { line: 2, column: 15 },
        expect.stringMatching(/^“deviations” names .*none\.json, which does not exist$/),
      ],
    ],
    [
      [
        { line: 12, column: 58 },
        expect.stringMatching(/^KEYTURN_DEVIATIONS names .*four\.json, which does not exist$/),
      ],
    ],
  ]);
});

test('a tenant that would be an emulator is a mistake, unless it says so', () => {
  const tenants = resolve('tenants:\n  - name: one\n  - name: two\n    env: { KEYTURN_TARGET: emulator }\n');
  expect(mistakesOf(tenants)).toEqual([
    'one: No tenant is configured, so an emulator would be tested instead',
  ]);
  expect(tenants[1]?.targets.map(({ tenant }) => tenant)).toEqual([undefined, undefined]);
});

test('two entries for one tenant are both mistakes', () => {
  const tenants = resolve(
    `tenants:${expert('one', 'one.example')}${expert('two', 'ONE.example:443')}${expert('three', 'three.example')}`,
    { environment: { ...SECRETS, THREE: 'third-secret-3' } },
  );
  expect(mistakesOf(tenants)).toEqual([
    'one: https://one.example is also the tenant of two (line 8)',
    'two: https://one.example is also the tenant of one (line 2)',
  ]);
});

test('each setting is one of a tenant, or of the whole fleet', () => {
  const ofTenants = new Set(TENANT_VARIABLES.map(({ name }) => name));
  for (const { name } of VARIABLES) {
    expect(ofTenants.has(name), name).toBe(!isOfFleet(name));
    // What acts on a tenant must not come from outside.
    expect(isOfTenant(name) && isPassedOn(name), name).toBe(false);
  }
  expect([...ofTenants].filter((name) => !isOfTenant(name) && !isPassedOn(name))).toEqual([]);
});
