/** The settings of CXone Expert: a valid site for each sign-in method, and each mistake. */
import { expect, test } from '../../support/test.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Loaded } from '../../../helpers/settings/load.ts';
import { describeMistakes } from '../../../helpers/settings/mistake.ts';
import { expertSettings, type ExpertTarget } from '../../../helpers/systems/expert/settings.ts';
import { loadSettings, VARIABLES } from '../../../helpers/systems/settings.ts';
import { targetsOf } from '../../../helpers/systems/targets.ts';

/** Reads these settings, and this test's own `.env`. */
function load(environment: NodeJS.ProcessEnv = {}, envFile?: string): Loaded {
  const folder = test.info().outputPath('settings');
  mkdirSync(folder, { recursive: true });
  if (envFile !== undefined) writeFileSync(join(folder, '.env'), envFile);
  return loadSettings(environment, folder);
}

/** Each mistake as a line: `NAME problem`. */
const mistakesOf = (loaded: Loaded): string[] =>
  loaded.ok ? [] : loaded.mistakes.map(({ variable, problem }) => `${variable} ${problem}`);

function targetOf(loaded: Loaded): ExpertTarget | undefined {
  if (!loaded.ok) throw new Error(describeMistakes(loaded.mistakes, loaded.source));
  return loaded.settings.of(expertSettings).target;
}

const SITE = { EXPERT_BASE_URL: 'https://help.acme.example' };
const ADMIN_PASSWORD = 'the-password';
const TOKEN_SECRET = 'the-secret';
const BASIC = { ...SITE, EXPERT_ADMIN_USERNAME: 'Ada', EXPERT_ADMIN_PASSWORD: ADMIN_PASSWORD };
const SERVER_TOKEN = {
  ...SITE,
  EXPERT_SERVER_TOKEN_KEY: 'the-key',
  EXPERT_SERVER_TOKEN_SECRET: TOKEN_SECRET,
  EXPERT_SERVER_TOKEN_USER: '=Ada',
};

test('an admin may sign in with a user name and password', () => {
  expect(targetOf(load(BASIC))).toEqual({
    baseUrl: 'https://help.acme.example',
    admin: { by: 'password', username: 'Ada', password: ADMIN_PASSWORD },
  });
});

test('an admin may use a server API token instead', () => {
  expect(targetOf(load(SERVER_TOKEN))).toEqual({
    baseUrl: 'https://help.acme.example',
    admin: { by: 'server token', key: 'the-key', secret: TOKEN_SECRET, user: '=Ada' },
  });
  for (const user of ['2', 'Ada', 'mr spock', 'jürgen'])
    expect(targetOf(load({ ...SERVER_TOKEN, EXPERT_SERVER_TOKEN_USER: user }))?.admin).toMatchObject({
      user,
    });
});

test('if a site is configured, it is the only target', () => {
  const loaded = load(BASIC);
  expect(loaded.ok && targetsOf(loaded.settings).map(({ system, tenant }) => [system.name, tenant])).toEqual([
    ['expert', 'https://help.acme.example'],
  ]);
});

test('without a site, there is no target, but the test users have a default name', () => {
  const loaded = load();
  expect(targetOf(loaded)).toBeUndefined();
  expect(loaded.ok && loaded.settings.of(expertSettings).testUsername).toBe('keyturn');
});

for (const [given, baseUrl] of [
  ['https://help.acme.example/', 'https://help.acme.example'],
  ['https://HELP.acme.example:8443', 'https://help.acme.example:8443'],
  ['http://127.0.0.1:4040', 'http://127.0.0.1:4040'],
  ['http://localhost', 'http://localhost'],
  ['http://[::1]:4040', 'http://[::1]:4040'],
] as const) {
  test(`the base URL ${given} is valid`, () => {
    expect(targetOf(load({ ...BASIC, EXPERT_BASE_URL: given }))?.baseUrl).toBe(baseUrl);
  });
}

for (const [given, prefix] of [
  ['keyturn', 'keyturn'],
  ['QA-Keyturn', 'qa-keyturn'],
  ['k', 'k'],
  ['k9', 'k9'],
  ['keyturn-1', 'keyturn-1'],
  ['a'.repeat(40), 'a'.repeat(40)],
] as const) {
  test(`the test users may be called ${given}`, () => {
    const loaded = load({ EXPERT_TEST_USERNAME: given });
    expect(loaded.ok && loaded.settings.of(expertSettings).testUsername).toBe(prefix);
  });
}

test.describe('a single mistake', () => {
  const BOTH = { ...BASIC, ...SERVER_TOKEN };
  const CASES: [title: string, environment: NodeJS.ProcessEnv, expected: string[]][] = [
    [
      'a site without an admin',
      SITE,
      ['EXPERT_ADMIN_USERNAME is not set, and neither is a server API token (EXPERT_SERVER_TOKEN_KEY)'],
    ],
    [
      'an admin without a site',
      { ...BASIC, EXPERT_BASE_URL: undefined },
      ['EXPERT_BASE_URL is not set, but EXPERT_ADMIN_USERNAME and EXPERT_ADMIN_PASSWORD are'],
    ],
    [
      'a server token without a site',
      { ...SERVER_TOKEN, EXPERT_BASE_URL: undefined },
      [
        'EXPERT_BASE_URL is not set, but EXPERT_SERVER_TOKEN_KEY and EXPERT_SERVER_TOKEN_SECRET and ' +
          'EXPERT_SERVER_TOKEN_USER are',
      ],
    ],
    [
      'a user name without a password',
      { ...BASIC, EXPERT_ADMIN_PASSWORD: undefined },
      ['EXPERT_ADMIN_PASSWORD is not set, but EXPERT_ADMIN_USERNAME is'],
    ],
    [
      'a password without a user name',
      { ...BASIC, EXPERT_ADMIN_USERNAME: undefined },
      ['EXPERT_ADMIN_USERNAME is not set, but EXPERT_ADMIN_PASSWORD is'],
    ],
    [
      'a server token without its key',
      { ...SERVER_TOKEN, EXPERT_SERVER_TOKEN_KEY: undefined },
      ['EXPERT_SERVER_TOKEN_KEY is not set, but EXPERT_SERVER_TOKEN_SECRET and EXPERT_SERVER_TOKEN_USER are'],
    ],
    [
      'a server token without its secret',
      { ...SERVER_TOKEN, EXPERT_SERVER_TOKEN_SECRET: undefined },
      ['EXPERT_SERVER_TOKEN_SECRET is not set, but EXPERT_SERVER_TOKEN_KEY and EXPERT_SERVER_TOKEN_USER are'],
    ],
    [
      'a server token without its user',
      { ...SERVER_TOKEN, EXPERT_SERVER_TOKEN_USER: undefined },
      ['EXPERT_SERVER_TOKEN_USER is not set, but EXPERT_SERVER_TOKEN_KEY and EXPERT_SERVER_TOKEN_SECRET are'],
    ],
    [
      'a combination of both sign-in methods',
      BOTH,
      [
        'EXPERT_SERVER_TOKEN_KEY is set together with EXPERT_ADMIN_USERNAME and EXPERT_ADMIN_PASSWORD; keep one ' +
          'of the two',
      ],
    ],
    [
      'half of each sign-in method',
      { ...SITE, EXPERT_ADMIN_PASSWORD: ADMIN_PASSWORD, EXPERT_SERVER_TOKEN_USER: 'Ada' },
      ['EXPERT_SERVER_TOKEN_USER is set together with EXPERT_ADMIN_PASSWORD; keep one of the two'],
    ],
    [
      'half of an admin without a site',
      { EXPERT_ADMIN_USERNAME: 'Ada' },
      [
        'EXPERT_BASE_URL is not set, but EXPERT_ADMIN_USERNAME is',
        'EXPERT_ADMIN_PASSWORD is not set, but EXPERT_ADMIN_USERNAME is',
      ],
    ],
    [
      'a colon in the user name',
      { ...BASIC, EXPERT_ADMIN_USERNAME: 'Ada:x' },
      ['EXPERT_ADMIN_USERNAME contains a colon, which Basic authentication does not allow'],
    ],
    [
      'a password of four characters',
      { ...BASIC, EXPERT_ADMIN_PASSWORD: 'abcd' },
      ['EXPERT_ADMIN_PASSWORD has fewer than five characters'],
    ],
    [
      'a key with a space',
      { ...SERVER_TOKEN, EXPERT_SERVER_TOKEN_KEY: 'the key' },
      ['EXPERT_SERVER_TOKEN_KEY contains spaces'],
    ],
  ];
  for (const [title, environment, expected] of CASES) {
    test(`${title} is a mistake`, () => expect(mistakesOf(load(environment))).toEqual(expected));
  }

  for (const [given, problem] of [
    ['help.acme.example', 'is not a URL'],
    ['ftp://help.acme.example', 'is not a URL'],
    ['https://help.acme.example/@api/deki', 'must not have a path'],
    ['https://help.acme.example/?x=1', 'must not have a path'],
    ['https://help.acme.example/#x', 'must not have a path'],
    ['https://ada:secret@help.acme.example', 'must not contain a user name or password'],
    ['http://help.acme.example', 'must begin with https:// (http:// is allowed for this machine only)'],
    ['http://localhost.evil.example', 'must begin with https:// (http:// is allowed for this machine only)'],
    ['http://127.0.0.1.evil.example', 'must begin with https:// (http:// is allowed for this machine only)'],
  ] as const) {
    test(`the base URL ${given} is a mistake`, () => {
      expect(mistakesOf(load({ ...BASIC, EXPERT_BASE_URL: given }))).toEqual([`EXPERT_BASE_URL ${problem}`]);
    });
  }

  for (const given of [
    '-keyturn',
    'keyturn-',
    '1keyturn',
    'key turn',
    'key_turn',
    'kéyturn',
    'key/turn',
    'a'.repeat(41),
  ]) {
    test(`the name ${given} for test users is a mistake`, () => {
      expect(mistakesOf(load({ EXPERT_TEST_USERNAME: given }))).toEqual([
        'EXPERT_TEST_USERNAME may contain only letters, digits and hyphens, and at most 40 of them',
      ]);
    });
  }

  for (const name of VARIABLES.names.filter((each) => each.startsWith('EXPERT_'))) {
    for (const [title, empty] of [
      ['is empty', ''],
      ['contains only spaces', '  '],
    ] as const) {
      test(`${name} is a mistake if it ${title}`, () => {
        const environment = name.includes('ADMIN') ? BASIC : SERVER_TOKEN;
        expect(mistakesOf(load({ ...environment, [name]: empty }))).toEqual([
          `${name} is set but empty. Give it a value, or remove it`,
        ]);
      });
    }
  }
});

test('an unknown name is reported with a similar setting', () => {
  const loaded = load(
    {},
    [
      'EXPERT_BASEURL=x',
      'EXPERT_ADMIN_USER_NAME=x',
      'EXPERT_SERVER_TOKEN_USERS=x',
      'EXPERT_NOBODY_KNOWS_THIS=1',
    ].join('\n'),
  );
  expect(mistakesOf(loaded)).toHaveLength(4);
  const remedies = loaded.ok ? [] : loaded.mistakes.map(({ remedy }) => remedy);
  expect(remedies[0]).toContain('Did you mean EXPERT_BASE_URL (');
  expect(remedies[1]).toContain('Did you mean EXPERT_ADMIN_USERNAME (');
  expect(remedies[2]).toContain('Did you mean EXPERT_SERVER_TOKEN_USER (');
  expect(remedies[3]).toBe('a name from .env.example');
});

test('all mistakes are reported at once, each with where to find the right value', () => {
  const loaded = load(
    {
      EXPERT_BASE_URL: 'http://help.acme.example/x',
      EXPERT_ADMIN_USERNAME: 'Ada:x',
      EXPERT_TEST_USERNAME: '-',
    },
    'EXPERT_SERVER_TOKEN_KEY=\nEXPERT_ADMIN_PASWORD=x\n',
  );
  expect(
    mistakesOf(loaded)
      .map((line) => line.split(' ')[0])
      .sort(),
  ).toEqual([
    'EXPERT_ADMIN_PASSWORD',
    'EXPERT_ADMIN_PASWORD',
    'EXPERT_ADMIN_USERNAME',
    'EXPERT_BASE_URL',
    'EXPERT_SERVER_TOKEN_KEY',
    'EXPERT_TEST_USERNAME',
  ]);
  const text = loaded.ok ? '' : describeMistakes(loaded.mistakes, loaded.source);
  expect(text).toContain('cannot start: 6 settings are wrong');
  expect(text.match(/Expected: /g)).toHaveLength(6);
  expect(text).toContain(VARIABLES.remedyFor('EXPERT_BASE_URL'));
});

test('secrets are known even if the settings are wrong, and no message quotes them', () => {
  const password = '\u00a7canary-of-the-password\u00a7';
  const secret = '\u00a7canary-of-the-secret\u00a7';
  const environment = {
    ...BASIC,
    ...SERVER_TOKEN,
    EXPERT_ADMIN_PASSWORD: password,
    EXPERT_SERVER_TOKEN_SECRET: secret,
  };
  for (const wrong of [
    {},
    { EXPERT_BASE_URL: `https://x:${secret}@y/${password}` },
    { EXPERT_TEST_USERNAME: password },
  ]) {
    const loaded = load({ ...environment, ...wrong });
    expect(loaded.ok).toBe(false);
    expect(loaded.secrets).toEqual([
      { value: password, kind: 'password', source: 'EXPERT_ADMIN_PASSWORD' },
      { value: secret, kind: 'client secret', source: 'EXPERT_SERVER_TOKEN_SECRET' },
    ]);
    const reported = loaded.ok ? [] : [loaded.mistakes, describeMistakes(loaded.mistakes, loaded.source)];
    expect(JSON.stringify(reported)).not.toContain('canary');
  }
});

test('KEYTURN_TARGET=emulator selects the emulator, whatever site is configured', () => {
  for (const environment of [
    BASIC,
    SERVER_TOKEN,
    { EXPERT_ADMIN_USERNAME: 'half' },
    { ...BASIC, ...SERVER_TOKEN },
  ])
    expect(targetOf(load({ ...environment, KEYTURN_TARGET: 'emulator' }))).toBeUndefined();
});
