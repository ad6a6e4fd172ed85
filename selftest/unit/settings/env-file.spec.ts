/** A settings file is read exactly as written, or there is a mistake. It names the line and never quotes a secret. */
import { expect, test } from '../../support/test.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { parseEnvFile } from '../../../helpers/settings/env-file.ts';
import type { Loaded } from '../../../helpers/settings/load.ts';
import { loadSettings, VARIABLES } from '../../../helpers/systems/settings.ts';

/** The messages about the mistakes in a file. */
const messagesFor = (text: string) =>
  parseEnvFile(text, VARIABLES).mistakes.map(
    ({ variable, problem, remedy }) => `${variable} ${problem}. Expected: ${remedy}`,
  );

for (const [title, text, name, value] of [
  ['an unquoted value', 'ZENDESK_CLIENT_SECRET=abc', 'ZENDESK_CLIENT_SECRET', 'abc'],
  ['spaces around a value', '  export ZENDESK_CLIENT_SECRET =  a b c  ', 'ZENDESK_CLIENT_SECRET', 'a b c'],
  ['a colon instead of an equals sign', 'ZENDESK_SUBDOMAIN: acme', 'ZENDESK_SUBDOMAIN', 'acme'],
  ['spaces in quotes', 'EXPERT_ADMIN_PASSWORD=" a b "', 'EXPERT_ADMIN_PASSWORD', ' a b '],
  ['a # in quotes', "EXPERT_ADMIN_PASSWORD='a#b #c' # a comment", 'EXPERT_ADMIN_PASSWORD', 'a#b #c'],
  ['quotes in quotes', `EXPERT_ADMIN_PASSWORD='"a"'`, 'EXPERT_ADMIN_PASSWORD', '"a"'],
  ['backticks', 'EXPERT_ADMIN_PASSWORD=`a"b\'c`', 'EXPERT_ADMIN_PASSWORD', 'a"b\'c'],
  [
    'backslashes in single quotes',
    String.raw`KEYTURN_RESULTS='C:\new\runs'`,
    'KEYTURN_RESULTS',
    String.raw`C:\new\runs`,
  ],
  [
    'a quote in the middle',
    `ZENDESK_TEST_USER_NAME=Miles O'Brien # him`,
    'ZENDESK_TEST_USER_NAME',
    "Miles O'Brien",
  ],
  ['dollar signs', 'EXPERT_ADMIN_PASSWORD=pa$$word$HOME', 'EXPERT_ADMIN_PASSWORD', 'pa$$word$HOME'],
  ['a variable in single quotes', "EXPERT_ADMIN_PASSWORD='$PASSWORD'", 'EXPERT_ADMIN_PASSWORD', '$PASSWORD'],
  ['a comment after a value', 'KEYTURN_RESULTS=out # where', 'KEYTURN_RESULTS', 'out'],
  [
    'a command',
    'KEYTURN_PASSCODE_COMMAND="/a b/node" "/c d/read.mjs" x',
    'KEYTURN_PASSCODE_COMMAND',
    '"/a b/node" "/c d/read.mjs" x',
  ],
  ['equals signs', 'KEYTURN_PASSCODE_COMMAND=curl a?b=c', 'KEYTURN_PASSCODE_COMMAND', 'curl a?b=c'],
  ['the same line twice', 'KEYTURN_RESULTS=out\nKEYTURN_RESULTS=out', 'KEYTURN_RESULTS', 'out'],
  ['line breaks of Windows and of old Macs', 'A=1\r\nKEYTURN_RESULTS=out\r\rB=2', 'KEYTURN_RESULTS', 'out'],
  [
    'lines of other programs',
    'A=b#c\nA="d\nB=\'e f\'\nmulti="1\n2\n3"\nKEYTURN_RESULTS=out',
    'KEYTURN_RESULTS',
    'out',
  ],
] as const) {
  test(`a file with ${title} is read exactly`, () => {
    expect(messagesFor(text)).toEqual([]);
    expect(parseEnvFile(text, VARIABLES).values[name]).toBe(value);
  });
}

/** A part of each wrong value. No message may contain it. */
const S = 's3cret';

for (const [title, text, expected] of [
  [
    'a #',
    `\nEXPERT_ADMIN_PASSWORD=${S}#2026`,
    /^EXPERT_ADMIN_PASSWORD contains a # \(line 2\).*EXPERT_ADMIN_PASSWORD='…', the whole/,
  ],
  ['a # at the beginning', `EXPERT_ADMIN_PASSWORD=#${S}`, /^EXPERT_ADMIN_PASSWORD contains a #/],
  ['a # in a public value', `KEYTURN_PASSCODE_COMMAND=curl ${S}#x`, /^KEYTURN_PASSCODE_COMMAND contains a #/],
  [
    'a # after a space in a secret',
    `EXPERT_ADMIN_PASSWORD=${S} #2026`,
    /it is unclear whether that starts a comment/,
  ],
  [
    'a # in quotes inside a command',
    `KEYTURN_PASSCODE_COMMAND=sh -c "echo ${S} # 1"`,
    /it is unclear whether that starts a comment/,
  ],
  ['a # and a single quote', `EXPERT_ADMIN_PASSWORD=it's ${S}#1`, /=`…`, the whole value in backticks/],
  ['an unclosed quote', `EXPERT_ADMIN_PASSWORD="${S}`, /has no closing quotation mark \(line 1\)/],
  [
    'an unclosed quote before other settings',
    `EXPERT_ADMIN_PASSWORD="${S}\nKEYTURN_RESULTS="out"`,
    /no closing quotation mark \(line 1\)/,
  ],
  [
    'a quote that is closed lines later',
    `ZENDESK_CLIENT_SECRET='${S}\nKEYTURN_RESULTS=out # don'`,
    /opening quotation mark in line 1 that is still open in line 2/,
  ],
  [
    'text after the closing quote',
    `EXPERT_ADMIN_PASSWORD="${S}"x`,
    /has text after the closing quotation mark/,
  ],
  [
    'quotes in a command that dotenv would remove',
    `KEYTURN_PASSCODE_COMMAND="a" "${S}"`,
    /has text after the closing quotation mark/,
  ],
  ['an escaped line break', String.raw`EXPERT_ADMIN_PASSWORD="a\n${S}"`, /would become a line break.*='…'/],
  ['a Windows path in double quotes', String.raw`KEYTURN_RESULTS="C:\new"`, /would become a line break/],
  [
    'an escaped quote',
    String.raw`EXPERT_ADMIN_PASSWORD="a\"${S}"`,
    /a backslash before a quotation mark.*='…'/,
  ],
  ['curly quotes', `EXPERT_ADMIN_PASSWORD=“${S}”`, /curly quotes/],
  ['one curly and one straight quote', `EXPERT_ADMIN_PASSWORD=„${S}"`, /curly quotes/],
  ['an invisible character', `EXPERT_ADMIN_PASSWORD=${S}\u200b`, /an invisible character \(U\+200B\)/],
  ['a placeholder', 'EXPERT_ADMIN_PASSWORD=${PASSWORD}', /not expanded.*EXPERT_ADMIN_PASSWORD='…'/],
  ['a variable', 'EXPERT_ADMIN_PASSWORD=$PASSWORD', /not expanded/],
  ['a placeholder in double quotes', 'EXPERT_ADMIN_PASSWORD="$(pass show x)"', /not expanded/],
  [
    'two values of one variable',
    `EXPERT_ADMIN_PASSWORD=${S}\nA=1\nEXPERT_ADMIN_PASSWORD=other`,
    /set to two different values, in lines 1 and 3/,
  ],
  ['a secret of two lines', `EXPERT_ADMIN_PASSWORD='${S}\nx'`, /contains a line break/],
  [
    'a line for cmd',
    `A=1\nset ZENDESK_SUBDOMAIN=${S}`,
    /^Line 2 is neither an assignment.*ZENDESK_SUBDOMAIN=…/,
  ],
  [
    'a line for PowerShell',
    `$env:ZENDESK_CLIENT_SECRET="${S}"`,
    /^Line 1 is neither.*ZENDESK_CLIENT_SECRET=…/,
  ],
  [
    'a line without an equals sign',
    `ZENDESK_CLIENT_SECRET ${S}`,
    /^Line 1 is neither.*ZENDESK_CLIENT_SECRET=…/,
  ],
  ['a name without a value', 'ZENDESK_SUBDOMAIN', /^Line 1 is neither/],
  ['a flag for docker', `-e ZENDESK_CLIENT_SECRET=${S}`, /^Line 1 is neither/],
  ['JSON', `{\n  "ZENDESK_SUBDOMAIN": "${S}"\n}`, /^Lines 1, 2, 3 are neither/],
  ['INI syntax', `[zendesk]\n; a comment\nA=1`, /^Lines 1, 2 are neither/],
  ['many unparsable lines', `a ${S}\n`.repeat(9), /^Lines 1, 2, 3, 4, 5 and 4 more are neither/],
  ['nested YAML', `zendesk:\n  ZENDESK_SUBDOMAIN: x\n`, /^Line 1 is neither/],
  ['a value on the next line', `ZENDESK_CLIENT_SECRET=\n'${S}'`, /^Line 2 is neither/],
] as const) {
  test(`a file with ${title} has a mistake`, () => {
    const [first = '', ...others] = messagesFor(text);
    expect(first).toMatch(expected);
    expect([first, ...others].join('\n')).not.toContain(S);
  });
}

/** Loads the settings from a folder that contains these files. */
function load(files: Record<string, string | Buffer>, environment: NodeJS.ProcessEnv = {}): Loaded {
  const folder = test.info().outputPath('settings');
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return loadSettings(environment, folder);
}

const mistakesOf = (loaded: Loaded) =>
  loaded.ok ? [] : loaded.mistakes.map(({ variable, problem }) => `${variable} ${problem}`);

test('a file in UTF-16, as PowerShell writes it, is read', () => {
  const loaded = load({
    '.env': Buffer.from('\ufeffZENDESK_SUBDOMAIN=acme\r\nZENDESK_CLIENT_ID=k\r\n', 'utf16le'),
  });
  expect(mistakesOf(loaded)).toEqual([
    'ZENDESK_CLIENT_SECRET is not set, but ZENDESK_SUBDOMAIN and ZENDESK_CLIENT_ID are, so Zendesk is live',
  ]);
  expect(loaded.origin).toMatch(/^2 variables from .*\.env$/);
});

for (const [title, files, environment, expected] of [
  [
    'is not valid UTF-8',
    { '.env': Buffer.from('A=Zo\xeb', 'latin1') },
    {},
    /\.env is not valid UTF-8 \(first in line 1/,
  ],
  ['has another name', { '.env.txt': 'ZENDESK_SUBDOMAIN=acme' }, {}, /\.env\.txt looks like a settings file/],
  ['has its name in capitals', { '.ENV': 'ZENDESK_SUBDOMAIN=acme' }, {}, /\.ENV looks like a settings file/],
  [
    'is named and contains no settings',
    { 'my.env': '# A=1\n' },
    { KEYTURN_ENV_FILE: 'my.env' },
    /my\.env, which contains no settings/,
  ],
  [
    'is named and is empty',
    { 'my.env': '' },
    { KEYTURN_ENV_FILE: 'my.env' },
    /my\.env, which contains no settings/,
  ],
  [
    'is named in quotes',
    {},
    { KEYTURN_ENV_FILE: '"my.env"' },
    /^KEYTURN_ENV_FILE names .*, which does not exist/,
  ],
  [
    'is named by a shell variable',
    {},
    { KEYTURN_ENV_FILE: '$HOME/.env' },
    /^KEYTURN_ENV_FILE contains \$, which is not expanded/,
  ],
] as const) {
  test(`a file that ${title} is a mistake`, () => {
    const found = mistakesOf(load(files, environment));
    expect(found, found.join('\n')).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });
}

for (const name of [
  'zendesk_subdomain',
  'Zendesk_Subdomain',
  'ZENDESK-SUBDOMAIN',
  'zendesk.subdomain',
  'keyturn_frob',
]) {
  test(`the name ${name} is a mistake, because it has one of our prefixes`, () => {
    expect(mistakesOf(load({ '.env': `${name}=acme` }))).toEqual([`${name} is not a Keyturn setting`]);
  });
}

test('in the environment, another spelling of one of our names is a mistake, and an unknown name is not', () => {
  expect(mistakesOf(load({}, { zendesk_subdomain: 'acme' }))).toEqual([
    'zendesk_subdomain is not a Keyturn setting',
  ]);
  expect(load({}, { zendesk_email: 'x', Keyturn_anything: 'y' }).ok).toBe(true);
});

for (const [name, intended] of [
  ['EXPERT_BASEURL', 'EXPERT_BASE_URL'],
  ['expertBaseUrl', 'EXPERT_BASE_URL'],
  ['ZENDESKSUBDOMAIN', 'ZENDESK_SUBDOMAIN'],
  ['ZENDESK_SUBDOMIAN', 'ZENDESK_SUBDOMAIN'],
  ['KEYTURN_FAILON', 'KEYTURN_FAIL_ON'],
  ['KEYTURN_WRITE_HOST', 'KEYTURN_WRITE_HOSTS'],
] as const)
  test(`${name} leads to the suggestion ${intended}, in the file and in the environment`, () => {
    for (const loaded of [load({}, { [name]: 'x' }), load({ '.env': `${name}=x` })]) {
      expect(mistakesOf(loaded)).toEqual([`${name} is not a Keyturn setting`]);
      expect(loaded.ok ? '' : loaded.mistakes[0]?.remedy).toContain(intended);
    }
  });

for (const name of ['.env.local', '.env.production', 'env', '.env.txt'])
  test(`${name} is reported as a misnamed .env`, () => {
    expect(mistakesOf(load({ [name]: 'ZENDESK_SUBDOMAIN=acme' }))[0]).toContain('looks like a settings file');
  });

test('an empty file, and one with settings of other programs only, is not a mistake', () => {
  expect(load({ '.env': '' }).ok).toBe(true);
  expect(load({ '.env': '# nothing yet\n\n' }).ok).toBe(true);
  expect(load({ '.env': 'FOO=bar\n' }).ok).toBe(true);
  expect(load({ '.env.txt': 'A=1', '.env': 'FOO=bar' }).ok).toBe(true);
});

test('the source of the settings is shown', () => {
  expect(load({}).origin).toMatch(/^none \(there is no .*\.env\)$/);
  const environment = { ZENDESK_TEST_USER_NAME: 'Nora', HTTPS_PROXY: 'http://p.example:1', HOME: '/x' };
  expect(load({}, environment).origin).toMatch(
    /^from the environment: ZENDESK_TEST_USER_NAME, HTTPS_PROXY \(there is no .*\.env\)$/,
  );
  expect(load({}, { KEYTURN_ENV_FILE: devNull }).origin).toBe(`none (KEYTURN_ENV_FILE is ${devNull})`);
  expect(load({ '.env': 'KEYTURN_RESULTS=a\nFOO=1\n' }).origin).toMatch(/^1 variable from .*\.env$/);
  expect(
    load({ '.env': 'KEYTURN_RESULTS=a\nKEYTURN_FAIL_ON=x\n' }, { KEYTURN_RESULTS: 'b', NO_PROXY: '*' })
      .origin,
  ).toMatch(
    /^2 variables from .*\.env; from the environment: KEYTURN_RESULTS, NO_PROXY \(overriding the file: KEYTURN_RESULTS\)$/,
  );
});
