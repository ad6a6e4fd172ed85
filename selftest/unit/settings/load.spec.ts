import { expect, test } from '../../support/test.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopback } from '../../../helpers/http/loopback.ts';
import { PROJECT } from '../../../helpers/machine/project.ts';
import { RUN_ID_VARIABLE } from '../../../helpers/run-id.ts';
import { SHARD_VARIABLE, VAULT_VARIABLE } from '../../../helpers/secrets/vault.ts';
import type { Loaded } from '../../../helpers/settings/load.ts';
import { describeMistakes } from '../../../helpers/settings/mistake.ts';
import type { Settings } from '../../../helpers/settings/settings.ts';
import { expertSettings } from '../../../helpers/systems/expert/settings.ts';
import { loadSettings, VARIABLES } from '../../../helpers/systems/settings.ts';
import { targetsOf } from '../../../helpers/systems/targets.ts';
import { zendeskSettings } from '../../../helpers/systems/zendesk/settings.ts';

/** A folder for this test only, with the given `.env` in it. */
function folderWith(envFile?: string): string {
  const folder = test.info().outputPath('settings');
  mkdirSync(folder, { recursive: true });
  if (envFile !== undefined) writeFileSync(join(folder, '.env'), envFile);
  return folder;
}

/** Each mistake as a line: `NAME problem`. */
function mistakesOf(loaded: Loaded): string[] {
  return loaded.ok ? [] : loaded.mistakes.map(({ variable, problem }) => `${variable} ${problem}`);
}

function settingsOf(loaded: Loaded): Settings {
  if (!loaded.ok) throw new Error(describeMistakes(loaded.mistakes, loaded.source));
  return loaded.settings;
}

const zendeskOf = (loaded: Loaded) => settingsOf(loaded).of(zendeskSettings);

const load = (environment: NodeJS.ProcessEnv = {}, envFile?: string) =>
  loadSettings(environment, folderWith(envFile));

const TENANT = {
  ZENDESK_SUBDOMAIN: 'acme',
  ZENDESK_CLIENT_ID: 'keyturn',
  ZENDESK_CLIENT_SECRET: 'secret-of-the-client',
};

test('without settings, the defaults apply and the emulator is the target', () => {
  const settings = settingsOf(load());
  const { of, ...ofRun } = settings;
  expect(of(expertSettings)).toEqual({ target: undefined, testUsername: 'keyturn' });
  expect(of(zendeskSettings)).toEqual({
    target: undefined,
    adminGrant: 'client_credentials',
    testUser: {
      role: 'agent',
      name: undefined,
      email: 'keyturn+{run}@example.com',
      emailIsOurs: true,
      password: undefined,
    },
  });
  expect(ofRun).toEqual({
    passcodeCommand: undefined,
    passcodeImap: undefined,
    writeHosts: [],
    failOn: 'must',
    leftoverHours: 24,
    maxTestUsers: 30,
    deviations: [],
    browser: undefined,
    proxy: undefined,
    extraCertificates: undefined,
    emulatorOnly: false,
    results: join(PROJECT, 'results'),
    state: join(PROJECT, '.keyturn'),
    history: join(PROJECT, 'results', 'history'),
  });
  expect(targetsOf(settings).map(({ tenant }) => tenant)).toEqual([undefined]);
});

test('results may be inside the ledger’s folder or next to it', () => {
  for (const [state, results] of [
    ['data', 'data/results'],
    ['results-state', 'results'],
    ['..state', '.'],
  ] as const) {
    const loaded = load({ KEYTURN_STATE: state, KEYTURN_RESULTS: results });
    expect(loaded.ok, `${state} and ${results}`).toBe(results !== '.');
  }
  expect(load({ KEYTURN_RESULTS: '.' }).ok, 'the project itself').toBe(true);
});

test('the history is in the results, unless it is set', () => {
  const historyOf = (environment: NodeJS.ProcessEnv) => {
    const loaded = load(environment);
    expect(settingsOf(loaded).history).toBe(loaded.history);
    return loaded.history;
  };
  expect(historyOf({ KEYTURN_RESULTS: 'out' })).toBe(join(PROJECT, 'out', 'history'));
  expect(historyOf({ KEYTURN_HISTORY: 'past', KEYTURN_RESULTS: 'out' })).toBe(join(PROJECT, 'past'));
  const absolute = test.info().outputPath('past');
  expect(historyOf({ KEYTURN_HISTORY: absolute })).toBe(absolute);
  expect(historyOf({ KEYTURN_HISTORY: 'data', KEYTURN_STATE: 'data/ledger' })).toBe(join(PROJECT, 'data'));
});

test('if the folder of the history is a mistake, the default applies', () => {
  const loaded = load({ KEYTURN_RESULTS: 'out', KEYTURN_HISTORY: '.keyturn' });
  expect(loaded.ok).toBe(false);
  expect(loaded.history).toBe(join(PROJECT, 'out', 'history'));
});

test('a configured tenant is the target', () => {
  const settings = settingsOf(load(TENANT));
  expect(settings.of(zendeskSettings).target).toEqual({
    baseUrl: 'https://acme.zendesk.com',
    client: { identifier: 'keyturn', secret: 'secret-of-the-client' },
    redirectUri: 'http://127.0.0.1:8976/callback',
    admin: { grant: 'client_credentials' },
  });
  expect(targetsOf(settings).map(({ tenant }) => tenant)).toEqual(['https://acme.zendesk.com']);
});

for (const [given, baseUrl] of [
  ['https://acme.zendesk.com', 'https://acme.zendesk.com'],
  ['https://acme.zendesk.com/', 'https://acme.zendesk.com'],
  ['https://ACME.zendesk.com:8443', 'https://acme.zendesk.com:8443'],
  ['http://127.0.0.1:4040', 'http://127.0.0.1:4040'],
  ['http://localhost:4040/', 'http://localhost:4040'],
  ['http://[::1]:4040', 'http://[::1]:4040'],
] as const) {
  test(`the base URL ${given} is valid`, () => {
    expect(
      zendeskOf(load({ ...TENANT, ZENDESK_SUBDOMAIN: undefined, ZENDESK_BASE_URL: given })).target?.baseUrl,
    ).toBe(baseUrl);
  });
}

test('an admin signs in with a password, or manually', () => {
  const grant = { ...TENANT, ZENDESK_ADMIN_GRANT: 'authorization_code' };
  expect(zendeskOf(load(grant)).target?.admin).toEqual({
    grant: 'authorization_code',
    credentials: undefined,
  });
  const both = { ...grant, ZENDESK_ADMIN_EMAIL: 'qa@acme.example', ZENDESK_ADMIN_PASSWORD: 'Quartz.77' };
  expect(zendeskOf(load(both)).target?.admin).toEqual({
    grant: 'authorization_code',
    credentials: { email: 'qa@acme.example', password: 'Quartz.77' },
  });
});

test('the test user is as configured, with their email address in lower case', () => {
  const settings = settingsOf(
    load({
      ZENDESK_TEST_USER_ROLE: 'end-user',
      ZENDESK_TEST_USER_NAME: 'Nora',
      ZENDESK_TEST_USER_EMAIL: 'QA+{run}@Acme.example',
      ZENDESK_TEST_USER_PASSWORD: 'Quartz.77',
    }),
  );
  expect(settings.of(zendeskSettings).testUser).toEqual({
    role: 'end-user',
    name: 'Nora',
    email: 'qa+{run}@acme.example',
    emailIsOurs: false,
    password: 'Quartz.77',
  });
});

test('write hosts are a list in lower case', () => {
  const hosts = ' Acme.zendesk.com, ,b.example:8443,';
  expect(settingsOf(load({ KEYTURN_WRITE_HOSTS: hosts, KEYTURN_TARGET: 'emulator' })).writeHosts).toEqual([
    'acme.zendesk.com',
    'b.example:8443',
  ]);
});

test('the environment overrides the file', () => {
  const loaded = load(
    { ZENDESK_TEST_USER_NAME: 'shell' },
    'ZENDESK_TEST_USER_NAME=file\nKEYTURN_RESULTS=out\n',
  );
  expect(zendeskOf(loaded).testUser.name).toBe('shell');
  expect(settingsOf(loaded).results).toBe(join(PROJECT, 'out'));
  expect(loaded.source).toMatch(/\.env$/);
});

test('a file may have Windows line breaks, a byte order mark and quotes', () => {
  const loaded = load(
    {},
    [
      '\ufeffZENDESK_SUBDOMAIN=acme',
      '# a comment',
      '',
      "ZENDESK_CLIENT_ID='key turn'",
      'export ZENDESK_CLIENT_SECRET="a#b $HOME \'c\'"',
      'ZENDESK_TEST_USER_NAME=Nora Testa',
      'SOMETHING_ELSE=x',
      '',
    ].join('\r\n'),
  );
  const settings = settingsOf(loaded);
  expect(settings.of(zendeskSettings).target?.baseUrl).toBe('https://acme.zendesk.com');
  expect(settings.of(zendeskSettings).target?.client).toEqual({
    identifier: 'key turn',
    secret: `a#b $HOME 'c'`,
  });
  expect(settings.of(zendeskSettings).testUser.name).toBe('Nora Testa');
});

test('KEYTURN_ENV_FILE names another file', () => {
  const folder = folderWith('KEYTURN_RESULTS=not-this-one\n');
  writeFileSync(join(folder, 'other.env'), 'KEYTURN_RESULTS=this-one\n');
  expect(settingsOf(loadSettings({ KEYTURN_ENV_FILE: 'other.env' }, folder)).results).toBe(
    join(PROJECT, 'this-one'),
  );
});

test('the variables that a run passes on to its processes are no settings', () => {
  const passed = Object.fromEntries(
    [VAULT_VARIABLE, SHARD_VARIABLE, RUN_ID_VARIABLE].map((name) => [name, 'x']),
  );
  expect(load(passed).ok).toBe(true);
  expect(load({}, `${SHARD_VARIABLE}=1/2\n`)).toMatchObject({
    ok: false,
    mistakes: [{ variable: SHARD_VARIABLE, problem: 'is not a Keyturn setting' }],
  });
});

test('variables of other programs in the environment are ignored', () => {
  expect(
    load({
      ZENDESK_EMAIL: 'someone@acme.example',
      ZENDESK_API_TOKEN: 'x',
      KEYTURN_RUN_ID: 'abcdefghjk',
      HTTPS_PROXY: '',
    }).ok,
  ).toBe(true);
});

test.describe('a single mistake', () => {
  type Case = [title: string, environment: NodeJS.ProcessEnv, file: string | undefined, expected: RegExp];
  const CASES: Case[] = [
    [
      'a client without a tenant',
      { ZENDESK_CLIENT_ID: 'x', ZENDESK_CLIENT_SECRET: 'y' },
      undefined,
      /^ZENDESK_SUBDOMAIN is not set, and neither is ZENDESK_BASE_URL/,
    ],
    [
      'a missing client ID',
      { ...TENANT, ZENDESK_CLIENT_ID: undefined },
      undefined,
      /^ZENDESK_CLIENT_ID is not set/,
    ],
    [
      'a missing client secret',
      { ...TENANT, ZENDESK_CLIENT_SECRET: undefined },
      undefined,
      /^ZENDESK_CLIENT_SECRET is not set/,
    ],
    [
      'an empty subdomain',
      { ...TENANT, ZENDESK_SUBDOMAIN: '' },
      undefined,
      /^ZENDESK_SUBDOMAIN is set but empty/,
    ],
    [
      'a subdomain of spaces only',
      { ...TENANT, ZENDESK_SUBDOMAIN: '  ' },
      undefined,
      /^ZENDESK_SUBDOMAIN is set but empty/,
    ],
    [
      'an empty secret in the file',
      {},
      'ZENDESK_SUBDOMAIN=acme\nZENDESK_CLIENT_ID=x\nZENDESK_CLIENT_SECRET=\n',
      /^ZENDESK_CLIENT_SECRET is set but empty/,
    ],
    [
      'an empty value in the environment that overrides the file',
      { KEYTURN_RESULTS: '' },
      'KEYTURN_RESULTS=out\n',
      /^KEYTURN_RESULTS is set but empty/,
    ],
    [
      'a write host without a tenant',
      { KEYTURN_WRITE_HOSTS: '127.0.0.1,help.acme.example' },
      undefined,
      /^KEYTURN_WRITE_HOSTS lists a host, but no tenant is configured/,
    ],
    [
      'a results folder at the root',
      { KEYTURN_RESULTS: '/' },
      undefined,
      /^KEYTURN_RESULTS must be a folder of its own/,
    ],
    [
      'a results folder among the sources',
      { KEYTURN_RESULTS: 'specs/out' },
      undefined,
      /^KEYTURN_RESULTS must be a folder of its own/,
    ],
    [
      'a results folder above the project',
      { KEYTURN_RESULTS: '..' },
      undefined,
      /^KEYTURN_RESULTS must be a folder of its own/,
    ],
    [
      'a ledger inside the results',
      { KEYTURN_STATE: 'out/state', KEYTURN_RESULTS: 'out' },
      undefined,
      /^KEYTURN_STATE is inside the results folder/,
    ],
    [
      'a ledger inside the results in another spelling',
      { KEYTURN_STATE: './state/../results/deep/er' },
      undefined,
      /^KEYTURN_STATE is inside the results folder/,
    ],
    [
      'a history in the ledger’s folder',
      { KEYTURN_HISTORY: 'data/past', KEYTURN_STATE: 'data' },
      undefined,
      /^KEYTURN_HISTORY is in the folder of the ledger \(KEYTURN_STATE\)/,
    ],
    [
      'a history that is the results folder',
      { KEYTURN_HISTORY: 'results/' },
      undefined,
      /^KEYTURN_HISTORY is the same folder as KEYTURN_RESULTS/,
    ],
    [
      'a history in a folder that is emptied',
      { KEYTURN_HISTORY: 'out/playwright/past', KEYTURN_RESULTS: 'out' },
      undefined,
      /^KEYTURN_HISTORY is in the folder “playwright” of the results, which each run empties/,
    ],
    ...['.', 'specs/past', '..', '~/', '/data/.git'].map((folder): Case => [
      `a history in a folder of other files (${folder})`,
      { KEYTURN_HISTORY: folder },
      undefined,
      /^KEYTURN_HISTORY must be a folder of its own, but contains other files/,
    ]),
    [
      'a results folder that is the ledger’s folder',
      { KEYTURN_RESULTS: '.keyturn/' },
      undefined,
      /^KEYTURN_RESULTS is the same folder as KEYTURN_STATE/,
    ],
    ['an empty KEYTURN_ENV_FILE', { KEYTURN_ENV_FILE: '' }, undefined, /^KEYTURN_ENV_FILE is set but empty/],
    [
      'a subdomain that is a URL',
      { ...TENANT, ZENDESK_SUBDOMAIN: 'https://acme.zendesk.com' },
      undefined,
      /^ZENDESK_SUBDOMAIN is a URL, not a subdomain/,
    ],
    [
      'a subdomain that is a host',
      { ...TENANT, ZENDESK_SUBDOMAIN: 'acme.zendesk.com' },
      undefined,
      /^ZENDESK_SUBDOMAIN is a URL, not a subdomain/,
    ],
    [
      'a subdomain with a space',
      { ...TENANT, ZENDESK_SUBDOMAIN: 'ac me' },
      undefined,
      /^ZENDESK_SUBDOMAIN may contain only letters, digits and hyphens/,
    ],
    [
      'a subdomain that ends with a hyphen',
      { ...TENANT, ZENDESK_SUBDOMAIN: 'acme-' },
      undefined,
      /^ZENDESK_SUBDOMAIN may contain/,
    ],
    [
      'a base URL together with a subdomain',
      { ...TENANT, ZENDESK_BASE_URL: 'https://acme.zendesk.com' },
      undefined,
      /^ZENDESK_BASE_URL is set together with ZENDESK_SUBDOMAIN/,
    ],
    [
      'a grant that is no longer supported',
      { ZENDESK_ADMIN_GRANT: 'password' },
      undefined,
      /^ZENDESK_ADMIN_GRANT must be client_credentials or authorization_code/,
    ],
    [
      'a role that is not allowed',
      { ZENDESK_TEST_USER_ROLE: 'admin' },
      undefined,
      /^ZENDESK_TEST_USER_ROLE must be agent or end-user/,
    ],
    [
      'an admin without a password',
      { ZENDESK_ADMIN_EMAIL: 'a@b.example' },
      undefined,
      /^ZENDESK_ADMIN_PASSWORD is not set, but ZENDESK_ADMIN_EMAIL is/,
    ],
    [
      'a password without an admin',
      { ZENDESK_ADMIN_PASSWORD: 'Quartz.77' },
      undefined,
      /^ZENDESK_ADMIN_EMAIL is not set, but ZENDESK_ADMIN_PASSWORD is/,
    ],
    [
      'an admin with an invalid email address',
      { ZENDESK_ADMIN_EMAIL: 'me', ZENDESK_ADMIN_PASSWORD: 'Quartz.77' },
      undefined,
      /^ZENDESK_ADMIN_EMAIL is not an email address/,
    ],
    [
      'a test user with an invalid email address',
      { ZENDESK_TEST_USER_EMAIL: 'qa {run}' },
      undefined,
      /^ZENDESK_TEST_USER_EMAIL is not an email address/,
    ],
    [
      'a password of four characters',
      { ZENDESK_TEST_USER_PASSWORD: 'abcd' },
      undefined,
      /^ZENDESK_TEST_USER_PASSWORD has fewer than five/,
    ],
    [
      'a name of 101 characters',
      { ZENDESK_TEST_USER_NAME: 'x'.repeat(101) },
      undefined,
      /^ZENDESK_TEST_USER_NAME has more than 100/,
    ],
    [
      'a redirect URI that is a path',
      { ZENDESK_REDIRECT_URI: '/callback' },
      undefined,
      /^ZENDESK_REDIRECT_URI is not a web address/,
    ],
    ['an unknown target', { KEYTURN_TARGET: 'sandbox' }, undefined, /^KEYTURN_TARGET must be emulator/],
    ['an unknown level', { KEYTURN_FAIL_ON: 'may' }, undefined, /^KEYTURN_FAIL_ON must be must or should/],
    [
      'text instead of hours',
      { KEYTURN_LEFTOVER_HOURS: 'a day' },
      undefined,
      /^KEYTURN_LEFTOVER_HOURS must be a number of hours/,
    ],
    [
      'an infinite number of hours',
      { KEYTURN_LEFTOVER_HOURS: 'Infinity' },
      undefined,
      /^KEYTURN_LEFTOVER_HOURS must be a number of hours/,
    ],
    [
      'a negative number of hours',
      { KEYTURN_LEFTOVER_HOURS: '-1' },
      undefined,
      /^KEYTURN_LEFTOVER_HOURS must not be negative/,
    ],
    [
      'a proxy without a scheme',
      { ...TENANT, HTTPS_PROXY: 'proxy.example' },
      undefined,
      /^HTTPS_PROXY has no port/,
    ],
    [
      'a missing file of certificates',
      { NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem' },
      undefined,
      /^NODE_EXTRA_CA_CERTS names \/nowhere\/ca\.pem, which does not exist/,
    ],
    [
      'a missing settings file',
      { KEYTURN_ENV_FILE: 'nowhere.env' },
      undefined,
      /^KEYTURN_ENV_FILE names .*nowhere\.env, which does not exist/,
    ],
    [
      'a folder instead of a settings file',
      { KEYTURN_ENV_FILE: '.' },
      undefined,
      /^KEYTURN_ENV_FILE names .*, which is a folder/,
    ],
    [
      'a settings file that names another one',
      {},
      'KEYTURN_ENV_FILE=other.env\n',
      /^KEYTURN_ENV_FILE must not be set in the file that it names/,
    ],
    [
      'an unknown name with our prefix',
      {},
      'KEYTURN_FROBNICATION_LEVEL=1\n',
      /^KEYTURN_FROBNICATION_LEVEL is not a Keyturn setting/,
    ],
    [
      'one of our names in lower case',
      {},
      'ZENDESK_subdomain=acme\n',
      /^ZENDESK_subdomain is not a Keyturn setting/,
    ],
  ];
  for (const [title, environment, file, expected] of CASES) {
    test(`${title} is a mistake`, () => {
      const found = mistakesOf(load(environment, file));
      expect(found, found.join('\n')).toHaveLength(1);
      expect(found[0]).toMatch(expected);
    });
  }

  for (const [given, problem] of [
    ['acme', 'is not a URL'],
    ['acme.zendesk.com', 'is not a URL'],
    ['ftp://acme.zendesk.com', 'is not a URL'],
    ['https://acme.zendesk.com/agent', 'must not have a path'],
    ['https://acme.zendesk.com/?x=1', 'must not have a path'],
    ['https://acme.zendesk.com/#x', 'must not have a path'],
    ['https://someone@acme.zendesk.com', 'must not contain a user name or password'],
    ['https://a:b@acme.zendesk.com', 'must not contain a user name or password'],
    ['http://acme.zendesk.com', 'must begin with https:// (http:// is allowed for this machine only)'],
    ['http://127.0.0.1.evil.example', 'must begin with https:// (http:// is allowed for this machine only)'],
    ['http://localhost.evil.example', 'must begin with https:// (http:// is allowed for this machine only)'],
  ]) {
    test(`the base URL ${given ?? ''} is a mistake`, () => {
      expect(mistakesOf(load({ ...TENANT, ZENDESK_SUBDOMAIN: undefined, ZENDESK_BASE_URL: given }))).toEqual([
        `ZENDESK_BASE_URL ${problem ?? ''}`,
      ]);
    });
  }
});

test('a misspelled name is reported with a similar setting', () => {
  const loaded = load({}, 'ZENDESK_SUBDOMIAN=acme\nKEYTURN_WRITE_HOST=x\nEXPERT_NOBODY_KNOWS_THIS=1\n');
  expect(mistakesOf(loaded)).toHaveLength(3);
  const remedies = loaded.ok ? [] : loaded.mistakes.map(({ remedy }) => remedy);
  expect(remedies[0]).toContain('Did you mean ZENDESK_SUBDOMAIN (');
  expect(remedies[1]).toContain('Did you mean KEYTURN_WRITE_HOSTS (');
  expect(remedies[2]).toBe('a name from .env.example');
});

test('all mistakes are reported at once, each with where to find the right value', () => {
  const loaded = load(
    { ZENDESK_SUBDOMAIN: 'https://acme.zendesk.com', KEYTURN_TARGET: '', KEYTURN_FAIL_ON: 'x' },
    'ZENDESK_CLIENT_IDENTIFIER=x\nZENDESK_ADMIN_EMAIL=a@b.example\nKEYTURN_LEFTOVER_HOURS=x\n',
  );
  const names = loaded.ok ? [] : loaded.mistakes.map(({ variable }) => variable);
  expect(names.sort()).toEqual([
    'KEYTURN_FAIL_ON',
    'KEYTURN_LEFTOVER_HOURS',
    'KEYTURN_TARGET',
    'ZENDESK_ADMIN_PASSWORD',
    'ZENDESK_CLIENT_ID',
    'ZENDESK_CLIENT_IDENTIFIER',
    'ZENDESK_CLIENT_SECRET',
    'ZENDESK_SUBDOMAIN',
  ]);
  const text = loaded.ok ? '' : describeMistakes(loaded.mistakes, loaded.source);
  expect(text).toContain('cannot start: 8 settings are wrong');
  for (const name of names) expect(text).toContain(`  ${name} `);
  expect(text.match(/Expected: /g)).toHaveLength(8);
  expect(text).toContain(VARIABLES.remedyFor('ZENDESK_CLIENT_SECRET'));
});

test('one mistake is reported alone, and the results folder is known despite mistakes', () => {
  const loaded = load({ KEYTURN_FAIL_ON: 'x' });
  const message = loaded.ok ? '' : describeMistakes(loaded.mistakes, loaded.source);
  expect(message).toContain('cannot start: one setting is wrong (read from the environment):');
  expect(load({ KEYTURN_FAIL_ON: 'x' }, 'KEYTURN_RESULTS=out\n').results).toBe(join(PROJECT, 'out'));
  expect(load({ KEYTURN_RESULTS: '$OUT' }).results).toBe(join(PROJECT, 'results'));
});

/** Variables that contain a path. Messages about them show the absolute path. */
const PATHS = [
  'KEYTURN_ENV_FILE',
  'KEYTURN_DEVIATIONS',
  'KEYTURN_BROWSER',
  'KEYTURN_FLEET_FILE',
  'KEYTURN_NOTIFY_TEMPLATE',
  'NODE_EXTRA_CA_CERTS',
];

test('no message repeats a value', () => {
  const canary = '\u00a7canary\u00a7';
  // Each with values that are wrong in a different way.
  for (const value of [
    canary,
    `https://${canary}@x/y`,
    `https://u:${canary}@127.0.0.1/`,
    `http://x/${canary}`,
  ]) {
    const environment = Object.fromEntries(
      VARIABLES.names.filter((name) => !PATHS.includes(name)).map((name) => [name, value]),
    );
    const file = `ZENDESK_PASSWORD=${canary}\nZENDESK_CLIENT_SECRETS="${canary}\n`;
    const loaded = load({ ...environment, ZENDESK_CLIENT_ID: '' }, file);
    expect(loaded.ok).toBe(false);
    const reported = loaded.ok ? [] : [loaded.mistakes, describeMistakes(loaded.mistakes, loaded.source)];
    expect(JSON.stringify(reported)).not.toContain('canary');
  }
});

test('the secrets in the settings are known, even if the settings are wrong', () => {
  const environment = {
    ...TENANT,
    ZENDESK_CLIENT_SECRET: 'the-secret',
    ZENDESK_TEST_USER_PASSWORD: 'the-password',
    HTTPS_PROXY: 'http://me:p%40ss-word@proxy.example:8080',
  };
  for (const wrong of [{}, { KEYTURN_FAIL_ON: 'x' }]) {
    const { ok, secrets } = load({ ...environment, ...wrong });
    expect(ok).toBe(!('KEYTURN_FAIL_ON' in wrong));
    expect(secrets).toEqual([
      { value: 'the-secret', kind: 'client secret', source: 'ZENDESK_CLIENT_SECRET' },
      { value: 'the-password', kind: 'password', source: 'ZENDESK_TEST_USER_PASSWORD' },
      { value: 'p@ss-word', kind: 'password', source: 'HTTPS_PROXY' },
    ]);
  }
});

test.describe('a secret that is also public text', () => {
  const proxy = (password: string) => ({ HTTPS_PROXY: `http://qa:${password}@proxy.example:8080` });
  const CASES: [title: string, environment: Record<string, string>, problem: RegExp][] = [
    [
      'a client secret',
      { ZENDESK_CLIENT_SECRET: 'secret' },
      /^ZENDESK_CLIENT_SECRET is also part of .* own texts/,
    ],
    [
      'a test password',
      { ZENDESK_TEST_USER_PASSWORD: 'notebook' },
      /^ZENDESK_TEST_USER_PASSWORD is also part of/,
    ],
    ['the password of a proxy', proxy('keyturn'), /^HTTPS_PROXY has a password that .* own texts/],
    ['a password that is a title of Playwright', proxy('Before%20Hooks'), /^HTTPS_PROXY has a password/],
    [
      'a password that is the subdomain of the tenant',
      proxy('quartzmellow'),
      /^HTTPS_PROXY .* part of ZENDESK_SUBDOMAIN, so/,
    ],
    [
      'a password that is part of an email address',
      { ZENDESK_TEST_USER_PASSWORD: 'lantern' },
      /part of ZENDESK_TEST_USER_EMAIL, so/,
    ],
    [
      'a password that is part of the host of its proxy',
      { HTTPS_PROXY: 'http://qa:brassgate@brassgate.example:8080' },
      /^HTTPS_PROXY .* part of the rest of its URL/,
    ],
  ];
  const HERE = {
    ...TENANT,
    ZENDESK_SUBDOMAIN: 'quartzmellow',
    ZENDESK_TEST_USER_EMAIL: 'qa+{run}@lantern.example',
  };
  for (const [title, environment, problem] of CASES) {
    test(`is a mistake: ${title}`, () => {
      const found = mistakesOf(load({ ...HERE, ...environment }));
      expect(found, found.join('\n')).toHaveLength(1);
      expect(found[0]).toMatch(problem);
    });
  }

  test('is not a mistake if only its beginning is public, or if it is too short to search for', () => {
    for (const password of ['conformant2026!', 'Q7x-mellow', 'abc'])
      expect(load({ ...HERE, ...proxy(password) }).ok).toBe(true);
  });

  test('is not a mistake, and is not searched for, if nothing uses it', () => {
    for (const unused of [
      proxy('admin'),
      { ...TENANT, ...proxy('wiki'), KEYTURN_TARGET: 'emulator', ZENDESK_CLIENT_SECRET: 'secret' },
    ]) {
      const loaded = load(unused);
      expect(loaded.ok).toBe(true);
      expect(loaded.secrets).toEqual([]);
    }
    // An emulator's test user gets this password as well.
    expect(load({ ZENDESK_TEST_USER_PASSWORD: 'notebook' }).ok).toBe(false);
  });

  test('no secret or command is among the public settings, and a proxy is without its password', () => {
    const { publicValues } = load({
      ...HERE,
      ...proxy('Q7x-mellow'),
      KEYTURN_PASSCODE_COMMAND: 'mail --for qa',
    });
    expect(publicValues).toMatchObject({
      ZENDESK_SUBDOMAIN: 'quartzmellow',
      HTTPS_PROXY: 'qa@http://proxy.example:8080',
    });
    expect(Object.keys(publicValues)).not.toContain('KEYTURN_PASSCODE_COMMAND');
    expect(Object.keys(publicValues)).not.toContain('ZENDESK_CLIENT_SECRET');
  });
});

test('KEYTURN_TARGET=emulator selects the emulator, whatever tenant is configured', () => {
  const settings = settingsOf(load({ ...TENANT, KEYTURN_TARGET: 'emulator' }));
  expect(settings.of(zendeskSettings).target).toBeUndefined();
  expect(settings.emulatorOnly).toBe(true);
  expect(targetsOf(settings).map(({ tenant }) => tenant)).toEqual([undefined]);
  expect(load({ ZENDESK_CLIENT_ID: 'half', KEYTURN_TARGET: 'emulator' }).ok).toBe(true);
});

for (const [host, loopback] of [
  ['localhost', true],
  ['LOCALHOST', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['127.0.0.1.example', false],
  ['notlocalhost', false],
  ['10.0.0.1', false],
  ['[::2]', false],
] as const) {
  test(`${host} is ${loopback ? '' : 'not '}this machine`, () => expect(isLoopback(host)).toBe(loopback));
}
