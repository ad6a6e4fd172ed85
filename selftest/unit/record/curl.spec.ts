import { expect, test } from '../../support/test.ts';
import { spawnSync } from 'node:child_process';
import { curlOf } from '../../../helpers/record/curl.ts';
import { exchange } from '../../support/records.ts';

test('a call is repeated with its method, URL, headers and body, and its secrets are variables', () => {
  expect(curlOf(exchange())).toEqual({
    command: [
      `curl --globoff --path-as-is --include --request 'POST'`,
      `--url 'https://acme.zendesk.example/api/v2/users/42/password.json'`,
      `--header 'authorization: Bearer '"$ADMIN_TOKEN_1"`,
      `--header 'content-type: application/json'`,
      `--data-raw '{"password":"'"$TEST_USER_PASSWORD_1"'"}'`,
    ].join(' \\\n  '),
    writes: true,
    variables: [
      { variable: 'ADMIN_TOKEN_1', secret: 'admin.token#1' },
      { variable: 'TEST_USER_PASSWORD_1', secret: 'test-user.password#1' },
    ],
    lacks: undefined,
  });
});

test('a GET without a body does not write', () => {
  const get = exchange({ method: 'GET' });
  delete get.requestBody;
  const curl = curlOf(get);
  expect(curl?.writes).toBe(false);
  expect(curl?.command).not.toContain('--data');
});

for (const [body, type] of [
  ['{"a":1}', 'application/json'],
  ['<user/>', 'application/xml'],
  ['[redacted password]', 'text/plain; charset=utf-8'],
] as const) {
  test(`a body whose type was not recorded is sent as ${type}`, () => {
    const curl = curlOf(exchange({ requestHeaders: {}, requestBody: body }));
    expect(curl?.command).toContain(`--header 'content-type: ${type}'`);
  });
}

test('headers of the connection are left out', () => {
  const curl = curlOf(exchange({ requestHeaders: { Host: 'a', 'content-length': '3', 'x-kept': 'yes' } }));
  expect(curl?.command).not.toMatch(/host|content-length/i);
  expect(curl?.command).toContain('x-kept: yes');
});

test('a body that was not recorded is named, and none is sent', () => {
  const curl = curlOf(exchange({ requestBody: '[a short password]' }));
  expect(curl?.lacks).toBe('The body was not recorded: [a short password]');
  expect(curl?.command).not.toContain('--data');
});

test('an unnamed or unnumbered marker never becomes a variable that a shell may have', () => {
  const curl = curlOf(
    exchange({ requestHeaders: { a: '[redacted HOME] [redacted] [redacted access token]' } }),
  );
  expect(curl?.variables.map(({ variable }) => variable)).toEqual([
    'REDACTED_HOME',
    'REDACTED',
    'REDACTED_ACCESS_TOKEN',
    'TEST_USER_PASSWORD_1',
  ]);
});

test('two secrets whose names differ only in punctuation have two variables', () => {
  const curl = curlOf(
    exchange({ requestHeaders: { a: '[redacted a.b#1] [redacted a-b#1] [redacted a.b#1]' } }),
  );
  expect(curl?.command).toContain(`"$A_B_1"' '"$A_B_1_2"' '"$A_B_1"`);
});

for (const url of ['javascript:alert(1)', 'file:///etc/passwd', '-o /tmp/file', '']) {
  test(`there is no command for the URL “${url}”`, () => {
    expect(curlOf(exchange({ url }))).toBeUndefined();
  });
}

test('there is no command for a method that is not one', () => {
  expect(curlOf(exchange({ method: "GET' ; id #" }))).toBeUndefined();
});

/** What a hostile tenant may put into a URL, a header or a body. */
const HOSTILE = `'; touch owned #"$(touch owned)\`touch owned\`\\' ' $HOME @/etc/passwd {a,b} [1-3] \\`;

test.describe('a shell', () => {
  test.skip(process.platform === 'win32', 'The commands are for POSIX shells.');

  test('passes hostile text on as it is, and runs none of it', () => {
    const curl = curlOf(
      exchange({
        url: `https://acme.example/${HOSTILE}`,
        requestHeaders: { 'x-hostile': HOSTILE, "x'; touch owned; '": 'no', '@file': 'no' },
        requestBody: `${HOSTILE}\nsecond line [redacted admin.token#1]`,
      }),
    );
    // A function in place of curl shows the arguments as the shell made them.
    const script = `curl() { printf '%s\\0' "$@"; }\n${String(curl?.command)}`;
    const { stdout, stderr } = spawnSync('sh', ['-c', script], {
      encoding: 'utf8',
      env: { ...process.env, ADMIN_TOKEN_1: `'"; $(id)` },
    });
    expect(stderr).toBe('');
    expect(stdout.split('\0')).toEqual([
      ...['--globoff', '--path-as-is', '--include', '--request', 'POST'],
      ...['--url', `https://acme.example/${HOSTILE}`],
      ...['--header', `x-hostile: ${HOSTILE}`],
      // A name may contain a quote, but no space.
      ...['--header', 'content-type: text/plain; charset=utf-8'],
      ...['--data-raw', `${HOSTILE}\nsecond line '"; $(id)`],
      '',
    ]);
  });
});

test('control and direction characters are not part of a command', () => {
  const curl = curlOf(exchange({ requestHeaders: { a: 'b\r\nx-injected: 1\u0000\u202e' } }));
  expect(curl?.command).toContain("'a: b· x-injected: 1··'");
});

test('Basic authentication is repeated with a user name and a password, not with their base64', () => {
  const curl = curlOf(
    exchange({
      as: 'test user',
      method: 'GET',
      requestHeaders: { authorization: 'Basic [redacted test-user.password#2]' },
    }),
  );
  expect(curl?.command).toContain(`--user "$TEST_USER_NAME":"$TEST_USER_PASSWORD_2"`);
  expect(curl?.command).not.toContain('authorization');
  expect(curl?.variables.slice(0, 2)).toEqual([
    { variable: 'TEST_USER_NAME', secret: undefined, userOf: 'test user' },
    { variable: 'TEST_USER_PASSWORD_2', secret: 'test-user.password#2' },
  ]);
});

test('a header that only looks like Basic authentication stays a header', () => {
  const curl = curlOf(exchange({ requestHeaders: { authorization: 'Basic YWRtaW46eA== [redacted x]' } }));
  expect(curl?.command).toContain(`--header 'authorization: Basic YWRtaW46eA== '`);
});
