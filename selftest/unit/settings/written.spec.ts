/** A value from the environment is used exactly, or there is a mistake that shows how to write it. */
import { expect, test } from '../../support/test.ts';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../../../helpers/machine/project.ts';
import type { Loaded } from '../../../helpers/settings/load.ts';
import type { Variable } from '../../../helpers/settings/variables.ts';
import { spacesAtEnds, fromEnvironment } from '../../../helpers/settings/written.ts';
import { expertSettings } from '../../../helpers/systems/expert/settings.ts';
import { loadSettings, VARIABLES } from '../../../helpers/systems/settings.ts';

function variable(name: string): Variable {
  const found = VARIABLES.get(name);
  if (found === undefined) throw new Error(`There is no variable ${name}.`);
  return found;
}

for (const [given, value] of [
  [' spaces at the ends ', ' spaces at the ends '],
  ['from a file\r\n', 'from a file'],
  [`it's"`, `it's"`],
  ['"', '"'],
  ['a#b', 'a#b'],
  [String.raw`a\nb`, String.raw`a\nb`],
  ['pa$$word', 'pa$$word'],
  ['80%', '80%'],
] as const) {
  test(`the secret ${JSON.stringify(given)} in the environment is used as ${JSON.stringify(value)}`, () => {
    expect(fromEnvironment(variable('EXPERT_ADMIN_PASSWORD'), given)).toEqual({ value });
  });
}

for (const [given, problem] of [
  ['"Sommer 2026"', /is still in quotation marks/],
  ["'Sommer 2026'\n", /is still in quotation marks/],
  ['`Sommer`', /is still in quotation marks/],
  ['“Sommer”', /curly quotes/],
  ['Sommer\ufeff', /an invisible character \(U\+FEFF\)/],
  ['Sommer\nx', /line break/],
  ['${Sommer}', /not expanded/],
  ['${{ secrets.Sommer }}', /not expanded/],
  ['%Sommer%', /not expanded/],
] as const) {
  test(`the secret ${JSON.stringify(given)} in the environment is a mistake`, () => {
    const written = fromEnvironment(variable('EXPERT_ADMIN_PASSWORD'), given);
    expect(written).toMatchObject({ problem: expect.stringMatching(problem) });
    expect(JSON.stringify(written)).not.toContain('Sommer');
  });
}

test('a public value is trimmed, and a command may begin and end with quotes', () => {
  expect(fromEnvironment(variable('ZENDESK_SUBDOMAIN'), ' acme\n')).toEqual({ value: 'acme' });
  expect(fromEnvironment(variable('ZENDESK_SUBDOMAIN'), '"acme"')).toHaveProperty('problem');
  expect(fromEnvironment(variable('KEYTURN_PASSCODE_COMMAND'), '"a b" "c d"')).toEqual({
    value: '"a b" "c d"',
  });
  expect(fromEnvironment(variable('KEYTURN_PASSCODE_COMMAND'), '"a b"')).toHaveProperty('problem');
});

function load(environment: NodeJS.ProcessEnv): Loaded {
  const folder = test.info().outputPath('none');
  mkdirSync(folder, { recursive: true });
  return loadSettings(environment, folder);
}

const mistakesOf = (loaded: Loaded) =>
  loaded.ok ? [] : loaded.mistakes.map(({ variable, problem }) => `${variable} ${problem}`);

test('a secret keeps its leading and trailing spaces', () => {
  const loaded = load({
    EXPERT_BASE_URL: 'https://help.acme.example',
    EXPERT_ADMIN_USERNAME: ' admin ',
    EXPERT_ADMIN_PASSWORD: ' ends in a space ',
  });
  expect(loaded.ok && loaded.settings.of(expertSettings).target?.admin).toEqual({
    by: 'password',
    username: 'admin',
    password: ' ends in a space ',
  });
  expect(loaded.secrets).toEqual([
    { value: ' ends in a space ', kind: 'password', source: 'EXPERT_ADMIN_PASSWORD' },
  ]);
});

test('the message about a refused secret mentions leading and trailing spaces', () => {
  expect(spacesAtEnds('EXPERT_ADMIN_PASSWORD', 'in the middle')).toBe('');
  expect(spacesAtEnds('EXPERT_ADMIN_PASSWORD', 'at the end ')).toBe(
    ' EXPERT_ADMIN_PASSWORD begins or ends with a space, which was sent as part of it.',
  );
});

test.describe('paths', () => {
  for (const [given, expected] of [
    ['out', join(PROJECT, 'out')],
    ['./a/../out', join(PROJECT, 'out')],
    ['~/out', join(homedir(), 'out')],
    ['/tmp/out', '/tmp/out'],
    ['a~b/c$', join(PROJECT, 'a~b/c$')],
    ['100%/50%', join(PROJECT, '100%/50%')],
  ] as const) {
    test(`${given} is made absolute`, () => {
      const loaded = load({ KEYTURN_RESULTS: given });
      expect(loaded.ok && loaded.settings.results).toBe(expected);
    });
  }

  for (const name of [
    'KEYTURN_RESULTS',
    'KEYTURN_DEVIATIONS',
    'KEYTURN_BROWSER',
    'NODE_EXTRA_CA_CERTS',
    'KEYTURN_ENV_FILE',
    'KEYTURN_FLEET_FILE',
  ]) {
    test(`${name} is not expanded as in a shell`, () => {
      for (const [given, sign] of [
        ['$HOME/x', '$'],
        ['a/${HOME}/x', '$'],
        ['%USERPROFILE%\\x', '%'],
        ['~other/x', '~'],
        ['~', '~'],
      ] as const) {
        expect(mistakesOf(load({ [name]: given }))).toEqual([
          `${name} contains ${sign}, which is not expanded (only a leading ~/ is)`,
        ]);
      }
    });
  }

  test('a missing file is reported with its absolute path', () => {
    const nowhere = join(homedir(), 'no-such-folder', 'x');
    for (const name of [
      'KEYTURN_DEVIATIONS',
      'KEYTURN_BROWSER',
      'NODE_EXTRA_CA_CERTS',
      'KEYTURN_ENV_FILE',
      'KEYTURN_FLEET_FILE',
    ]) {
      const [mistake = '', ...others] = mistakesOf(load({ [name]: '~/no-such-folder/x' }));
      expect(others).toEqual([]);
      expect(mistake).toMatch(/ does not exist$/);
      expect(mistake).toContain(nowhere);
    }
  });

  test('a path of the wrong kind is a mistake', () => {
    const folder = test.info().outputPath('kinds');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'file');
    writeFileSync(file, 'nothing of use');
    chmodSync(file, 0o644);
    const mistakeIn = (environment: NodeJS.ProcessEnv) => mistakesOf(load(environment)).join();
    expect(mistakeIn({ KEYTURN_RESULTS: file })).toContain('must be a folder');
    expect(mistakeIn({ KEYTURN_BROWSER: folder })).toContain('which is a folder');
    expect(mistakeIn({ KEYTURN_BROWSER: file })).toContain('which is not executable');
    expect(mistakeIn({ KEYTURN_BROWSER: 'chrom' })).toContain('is not a browser channel');
    expect(mistakeIn({ KEYTURN_DEVIATIONS: folder })).toContain('which is a folder');
    expect(mistakeIn({ KEYTURN_DEVIATIONS: '/dev/null' })).toContain('which is not a regular file');
    expect(mistakeIn({ KEYTURN_FLEET_FILE: folder })).toContain('which is a folder');
    expect(mistakeIn({ NODE_EXTRA_CA_CERTS: file })).toContain('no PEM certificate');
    expect(load({ KEYTURN_BROWSER: 'msedge-beta' })).toMatchObject({ settings: { browser: 'msedge-beta' } });
    expect(load({ KEYTURN_BROWSER: process.execPath })).toMatchObject({
      settings: { browser: process.execPath },
    });
  });
});

test.describe('the proxy', () => {
  const TENANT = {
    EXPERT_BASE_URL: 'https://help.acme.example',
    EXPERT_ADMIN_USERNAME: 'admin',
    EXPERT_ADMIN_PASSWORD: 'Quartz.77',
  };
  const at = (port: number) => `http://proxy.example:${String(port)}`;

  function proxyOf(environment: NodeJS.ProcessEnv, file?: string): [string, string, string] | undefined {
    const folder = test.info().outputPath('proxy');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '.env'), file ?? '');
    const loaded = loadSettings({ ...TENANT, ...environment }, folder);
    expect(mistakesOf(loaded)).toEqual([]);
    const { proxy } = loaded.ok ? loaded.settings : {};
    return proxy && [proxy.variable, proxy.server, proxy.noProxy];
  }

  test('has the variables that curl knows, in its order', () => {
    const all = { https_proxy: at(1), HTTPS_PROXY: at(2), all_proxy: at(3), ALL_PROXY: at(4) };
    const names = Object.keys(all) as (keyof typeof all)[];
    for (const [index, name] of names.entries()) {
      const rest = Object.fromEntries(names.slice(index).map((each) => [each, all[each]]));
      expect(proxyOf(rest)).toEqual([name, at(index + 1), '']);
      // An empty one counts as none.
      expect(
        proxyOf({ ...Object.fromEntries(names.slice(0, index).map((each) => [each, ''])), ...rest }),
      ).toEqual([name, at(index + 1), '']);
    }
    expect(proxyOf({})).toBeUndefined();
    expect(proxyOf({ http_proxy: at(5) })).toBeUndefined();
    expect(proxyOf({ https_proxy: at(1), no_proxy: 'a', NO_PROXY: 'b' })).toEqual([
      'https_proxy',
      at(1),
      'a',
    ]);
    expect(proxyOf({ https_proxy: at(1), NO_PROXY: 'b' })).toEqual(['https_proxy', at(1), 'b']);
  });

  test('from the environment overrides that from the file, in either spelling', () => {
    expect(proxyOf({ HTTPS_PROXY: at(1) }, `https_proxy=${at(2)}`)).toEqual(['HTTPS_PROXY', at(1), '']);
    expect(proxyOf({ https_proxy: '' }, `HTTPS_PROXY=${at(2)}`)).toBeUndefined();
    expect(proxyOf({ ALL_PROXY: at(1) }, `HTTPS_PROXY=${at(2)}\nno_proxy=x`)).toEqual([
      'HTTPS_PROXY',
      at(2),
      'x',
    ]);
    expect(proxyOf({ NO_PROXY: 'env' }, `HTTPS_PROXY=${at(2)}\nno_proxy=file`)).toEqual([
      'HTTPS_PROXY',
      at(2),
      'env',
    ]);
  });

  test('is a mistake if it is invalid and a tenant is called', () => {
    for (const proxy of ['proxy.example', 'socks4://127.0.0.1:1080', '"http://p:1"', '${PROXY}']) {
      expect(load({ HTTPS_PROXY: proxy }).ok).toBe(true);
      expect(load({ ...TENANT, KEYTURN_TARGET: 'emulator', HTTPS_PROXY: proxy }).ok).toBe(true);
      expect(mistakesOf(load({ ...TENANT, HTTPS_PROXY: proxy }))).toEqual([
        expect.stringMatching(/^HTTPS_PROXY (?:names a|has no port|is not)/),
      ]);
    }
    // Only the one that is used.
    expect(load({ ...TENANT, https_proxy: at(1), ALL_PROXY: 'socks://127.0.0.1:1080/' }).ok).toBe(true);
  });

  test('has a secret password in each of its variables, even if the URL is invalid', () => {
    const secrets = load({
      https_proxy: 'http://me:first-1@proxy.example:1',
      HTTPS_PROXY: 'me:second-2@proxy.example',
      ALL_PROXY: 'socks://me:third-3@proxy.example:1',
      all_proxy: 'http://me:fo/urth-4@proxy.example:1',
    }).secrets.map(({ value }) => value);
    expect(secrets).toEqual(['first-1', 'second-2', 'fo/urth-4', 'third-3']);
  });
});
