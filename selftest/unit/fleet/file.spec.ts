/** The fleet file: everything that is wrong is said at once, with its place, and nothing that may be secret is repeated. */
import { expect, test } from '../../support/test.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FleetTenant, readFleetFile } from '../../../helpers/fleet/file.ts';
import { describeFleetMistakes } from '../../../helpers/fleet/mistake.ts';

function write(content: string | Uint8Array): string {
  const path = join(test.info().outputPath('fleet'), 'fleet.yaml');
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function tenantsOf(content: string): FleetTenant[] {
  const path = write(content);
  const read = readFleetFile(path);
  if (!read.ok) throw new Error(describeFleetMistakes(path, read.mistakes));
  return read.tenants;
}

/** Each mistake as a line: `line:column tenant: problem`. */
function mistakesOf(content: string | Uint8Array): string[] {
  const read = readFleetFile(write(content));
  return read.ok
    ? []
    : read.mistakes.map(
        ({ place, tenant, problem }) =>
          `${place === undefined ? '' : `${String(place.line)}:${String(place.column)} `}${tenant === undefined ? '' : `${tenant}: `}${problem}`,
      );
}

const EXPERT = `
    env:
      EXPERT_BASE_URL: https://help.acme.example
      EXPERT_ADMIN_USERNAME: keyturn
      EXPERT_ADMIN_PASSWORD: \${PASSWORD}
`;

test('a tenant gets the defaults for what it does not set, and paths are relative to the file', () => {
  const [first, second] = tenantsOf(`
defaults: { command: contract, workers: 3, severity: watch, timeout: 90m, failOn: should, deviations: d.json }
tenants:
  - name: first
    envFile: accounts/first.env
  - name: second
    command: start
    workers: 1
    severity: release
    timeout: 45s
    failOn: must
`);
  const folder = test.info().outputPath('fleet');
  expect(first).toMatchObject({
    command: 'contract',
    workers: 3,
    severity: 'watch',
    timeoutMs: 90 * 60_000,
    envFile: join(folder, 'accounts', 'first.env'),
    fixed: { KEYTURN_FAIL_ON: 'should', KEYTURN_DEVIATIONS: join(folder, 'd.json') },
  });
  expect(second).toMatchObject({
    ...{ command: 'start', workers: 1, severity: 'release', timeoutMs: 45_000, envFile: undefined },
    fixed: { KEYTURN_FAIL_ON: 'must' },
  });
});

test('without defaults, a tenant runs the notebooks, in one worker, for a release, for an hour', () => {
  expect(tenantsOf(`tenants:\n  - name: acme${EXPERT}`)[0]).toMatchObject({
    ...{ command: 'start', workers: 1, severity: 'release', timeoutMs: 3_600_000, fixed: {} },
    env: { EXPERT_ADMIN_PASSWORD: '${PASSWORD}' },
  });
});

test('anchors, aliases and merge keys share settings', () => {
  const [, second] = tenantsOf(`
tenants:
  - name: first
    env: &shared { EXPERT_BASE_URL: https://one.example, EXPERT_ADMIN_USERNAME: keyturn }
  - name: second
    env: { <<: *shared, EXPERT_BASE_URL: https://two.example }
`);
  expect(second?.env).toEqual({ EXPERT_BASE_URL: 'https://two.example', EXPERT_ADMIN_USERNAME: 'keyturn' });
});

test('what a tenant sets itself takes precedence over a default for the same setting', () => {
  const [tenant] = tenantsOf(`
defaults: { failOn: should }
tenants:
  - name: acme
    env: { KEYTURN_FAIL_ON: must }
`);
  expect(tenant).toMatchObject({ env: { KEYTURN_FAIL_ON: 'must' }, fixed: {} });
});

test('all mistakes are found at once, each with its place and its tenant', () => {
  expect(
    mistakesOf(`defaults: { command: contarct, tiemout: 60m }
tenants:
  - name: acme
    envfile: accounts/acme.env
    failOn: must
    env:
      ZENDESK_SUBDOMAIN: 123
      ZENDESK_CLEINT_ID: x
      KEYTURN_RESULTS: elsewhere
      KEYTURN_FAIL_ON: must
      EXPERT_TEST_USERNAME: ''
  - name: acme
    timeout: 45
    workers: '2'
  - name: Beta
    severity: maybe
    env:
    ZENDESK_BASE_URL: https://beta.zendesk.com
  - workers: 99
    deviations: []
    timeout: 30d
`),
  ).toEqual([
    '1:22 “command” must be start or contract',
    '1:32 Unknown key “tiemout”. Did you mean timeout?',
    '4:5 acme: Unknown key “envfile”. Did you mean envFile?',
    '7:26 acme: ZENDESK_SUBDOMAIN must be text: put it in single quotes',
    '8:7 acme: “ZENDESK_CLEINT_ID” is not a Keyturn setting',
    '9:7 acme: KEYTURN_RESULTS is a setting of the whole fleet, not of one tenant',
    '11:29 acme: EXPERT_TEST_USERNAME is empty',
    '12:11 acme: Another tenant has the same name (line 3)',
    '13:14 acme: “timeout” must be a number with s, m, h or d, such as 30m, 24h or 7d',
    '14:14 acme: “workers” must be a whole number, without quotes',
    '15:11 Beta: “name” must consist of lower-case letters, digits and hyphens (at most 60), such as acme-eu',
    '16:15 Beta: “severity” must be release or watch',
    '17:9 Beta: “env” is empty',
    '18:5 Beta: Unknown key “ZENDESK_BASE_URL”',
    '19:5 “name” is missing',
    '19:14 “workers” must be at most 16',
    '20:17 “deviations” must be text, not a list or a map',
    '21:14 “timeout” must be at most 24h',
  ]);
});

test('two names for one setting are a mistake', () => {
  expect(
    mistakesOf('tenants:\n  - name: acme\n    failOn: must\n    env: { KEYTURN_FAIL_ON: should }\n'),
  ).toEqual(['3:13 acme: “failOn” and KEYTURN_FAIL_ON are the same setting; keep one of them']);
});

for (const [title, setting] of [
  ['a secret setting', 'EXPERT_ADMIN_PASSWORD: s3cret-in-the-file'],
  ['a secret with a part that is a reference', 'EXPERT_ADMIN_PASSWORD: s3cret-in-the-file${REST}'],
  ['a secret with an escaped dollar sign', 'EXPERT_ADMIN_PASSWORD: $${s3cret-in-the-file}'],
  ['the password in the URL of a proxy', 'HTTPS_PROXY: http://me:s3cret-in-the-file@proxy.example:8080'],
  ['the access key in the URL of a proxy', 'all_proxy: http://s3cret-in-the-file@proxy.example'],
  [
    'the password in the URL of a mailbox',
    'KEYTURN_PASSCODE_IMAP: imaps://me:s3cret-in-the-file@mail.example',
  ],
] as const)
  test(`${title} must not be in the file, and is not repeated`, () => {
    const path = write(`tenants:\n  - name: acme\n    env:\n      ${setting}\n`);
    const read = readFleetFile(path);
    const message = read.ok ? '' : describeFleetMistakes(path, read.mistakes);
    expect(message).toMatch(
      /line 4, column \d+, acme: \w+ (?:is|contains) a secret, which must not be in this file\.\n {4}Expected: \$\{NAME\}/,
    );
    expect(message).not.toContain('s3cret');
  });

for (const setting of [
  'EXPERT_ADMIN_PASSWORD: ${PASSWORD}',
  'EXPERT_ADMIN_PASSWORD: ${FIRST}${SECOND}',
  'HTTPS_PROXY: http://me:${PASSWORD}@proxy.example:8080',
  'HTTPS_PROXY: http://proxy.example:8080',
  'KEYTURN_PASSCODE_COMMAND: node read.mjs "$KEYTURN_PASSCODE_ADDRESS" ${TOKEN}',
])
  test(`this is no secret in the file: ${setting}`, () => {
    expect(mistakesOf(`tenants:\n  - name: acme\n    env:\n      ${setting}\n`)).toEqual([]);
  });

for (const text of ['${', '${}', '${A-B}', '${A:-x}', 'x${A'])
  test(`${text} is no reference`, () => {
    expect(mistakesOf(`tenants:\n  - name: acme\n    env: { EXPERT_BASE_URL: '${text}' }\n`)).toEqual([
      '3:29 acme: EXPERT_BASE_URL contains a ${ that does not begin a ${NAME}',
    ]);
  });

for (const [title, content, expected] of [
  ['empty', '', ['1:1 The file is empty']],
  ['only a comment', '# nothing\n', ['1:1 The file is empty']],
  ['a list', '- name: acme\n', ['1:1 The file must be a map of keys and values']],
  ['without tenants', 'defaults: {}\n', ['1:1 “tenants” is missing']],
  ['with an empty list', 'tenants: []\n', ['1:10 “tenants” must list at least one tenant']],
  ['with a map instead of a list', 'tenants: { acme: {} }\n', ['1:10 “tenants” must be a list']],
  [
    'with a word instead of a tenant',
    'tenants: [acme]\n',
    ['1:11 A tenant must be a map of keys and values'],
  ],
  [
    'with an unknown key',
    'tennants: []\n',
    ['1:1 “tenants” is missing', '1:1 Unknown key “tennants”. Did you mean tenants?'],
  ],
  ['with tabs', 'tenants:\n\t- name: acme\n', ['2:1 A tab is used for indentation. YAML allows spaces only']],
  ['with a repeated key', 'tenants:\n  - name: acme\n    name: beta\n', ['3:5 The same key is here twice']],
  [
    'of two documents',
    'tenants:\n  - name: acme\n---\ntenants: []\n',
    ['3:1 A second document begins (---). The file must contain only one'],
  ],
  [
    'with an open quotation mark',
    "tenants:\n  - name: 'acme\n",
    ['3:1 A character is missing: a closing quotation mark or bracket, a comma, or a space after a colon'],
  ],
  [
    'with an unknown alias',
    'tenants:\n  - name: *acme\n',
    ['2:11 An alias (*name) has no anchor (&name) before it'],
  ],
  [
    'with an unknown tag',
    'tenants:\n  - name: !secret acme\n',
    ['2:11 A tag (!name) has no meaning here; a value that begins with ! needs single quotes'],
  ],
  ['with a key that is a list', 'tenants:\n  - ? [name]\n    : acme\n', ['2:7 A key is not text']],
  [
    'with a yes or no',
    'tenants:\n  - name: no\n    failOn: no\n    envFile: true\n',
    ['3:13 no: “failOn” must be must or should', '4:14 no: “envFile” must be text: put it in single quotes'],
  ],
  [
    'with a reserved name',
    'tenants:\n  - name: con\n',
    ['2:11 con: “name” is a reserved name on Windows; choose another'],
  ],
] as const)
  test(`a file that is ${title} gets a clear message`, () => {
    expect(mistakesOf(content)).toEqual(expected);
  });

test('names that JavaScript knows are unknown keys like others', () => {
  expect(mistakesOf('tenants:\n  - name: acme\n    constructor: x\n    env: { toString: y }\n')).toEqual([
    '3:5 acme: Unknown key “constructor”',
    '4:12 acme: “toString” is not a Keyturn setting',
  ]);
});

test('a file that is no text, or too much of it, gets a clear message', () => {
  expect(mistakesOf(new Uint8Array([0xff, 0x00, 0x41, 0x00, 0x00]))[0]).toMatch(
    /^It is neither UTF-8 nor UTF-16/,
  );
  expect(mistakesOf('tenants:\n  - name: "a\0"\n')).toEqual(['It contains binary data (NUL)']);
  expect(mistakesOf(Buffer.from('tenants:\n  - name: caf\xe9\n', 'latin1'))).toEqual([
    'It is not valid UTF-8 (first in line 2)',
  ]);
  expect(mistakesOf('#'.repeat(1024 * 1024 + 1))).toEqual(['It is larger than 1 MiB']);
  expect(readFleetFile(test.info().outputPath())).toMatchObject({
    mistakes: [{ problem: 'It is a folder' }],
  });
  expect(readFleetFile(test.info().outputPath('none.yaml'))).toMatchObject({
    mistakes: [{ problem: 'It does not exist' }],
  });
});

test('a file in UTF-16 is read, as Windows writes it', () => {
  const text = 'tenants:\r\n  - name: acme\r\n';
  expect(mistakesOf(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual([]);
});

test('aliases that repeat without end, and endless nesting, are refused', () => {
  const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(`*${of}`).join(', ')}]\n`;
  const bomb = `a: &a [x, x, x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}`;
  expect(mistakesOf(bomb)).toEqual(['1:1 Aliases (*name) repeat too much of the file']);
  expect(mistakesOf('['.repeat(100_000))[0]).toMatch(/nested too deeply|A character is missing/);
});

test('no message repeats a part of a broken file', () => {
  const path = write(
    'tenants:\n  - name: acme\n    env:\n      EXPERT_ADMIN_PASSWORD: "s3cret" s3cret\n     bad: [s3cret\n',
  );
  const read = readFleetFile(path);
  expect(read.ok).toBe(false);
  expect(JSON.stringify(read)).not.toContain('s3cret');
});

test('a name or key cannot bring its own lines or colors into a message', () => {
  const path = write('tenants:\n  - name: "x\\n::error::y\\e[31m"\n    "a\\nb\\e[1m": 1\n');
  const read = readFleetFile(path);
  const message = read.ok ? '' : describeFleetMistakes(path, read.mistakes);
  expect(message).not.toContain('\u001b');
  expect(message).not.toMatch(/^::error/m);
  expect(message.split('\n').filter((line) => !/^ {2}|^$|^\S+ has \d+ mistakes/.test(line))).toEqual([]);
});
