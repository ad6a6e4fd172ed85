/** Plants secrets in every channel through which Playwright is known to leak, and searches for them everywhere. */
import { expect, test } from '../support/test.ts';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findInFiles, findInText } from '../support/find-secrets.ts';
import { filesBelow, PROJECT, run } from '../support/keyturn.ts';

/** What a careless user may have set, all at once. */
const REPORTERS = 'list,html,json,junit,blob';
const DEBUG_VARIABLES = { DEBUG: 'pw:*', PW_RUNNER_DEBUG: '1' };

test(`nothing leaks with --reporter=${REPORTERS}, --trace on and DEBUG=${DEBUG_VARIABLES.DEBUG}`, async ({}, testInfo) => {
  const canary = `canary-${randomBytes(18).toString('base64')}`;
  const password = `p&w <"'${randomBytes(6).toString('hex')}%/é\\+?`;
  const secrets = [
    { kind: 'canary', value: canary },
    { kind: 'password', value: password },
  ];
  const output = testInfo.outputPath('out');
  mkdirSync(output, { recursive: true });
  const config = join(PROJECT, 'selftest', 'leak', 'canaries.config.ts');
  const { output: printed, code } = await run(testInfo, {
    flags: [`--config=${config}`, `--reporter=${REPORTERS}`, '--trace', 'on'],
    environment: {
      CANARY: canary,
      CANARY_PASSWORD: password,
      CANARY_OUTPUT: join(output, 'artifacts'),
      ...DEBUG_VARIABLES,
      ...(process.env['KEYTURN_BROWSER'] === undefined
        ? {}
        : { KEYTURN_BROWSER: process.env['KEYTURN_BROWSER'] }),
      PLAYWRIGHT_HTML_OUTPUT_DIR: join(output, 'html'),
      PLAYWRIGHT_HTML_OPEN: 'never',
      PLAYWRIGHT_JSON_OUTPUT_FILE: join(output, 'report.json'),
      PLAYWRIGHT_JUNIT_OUTPUT_FILE: join(output, 'junit.xml'),
      PLAYWRIGHT_BLOB_OUTPUT_DIR: join(output, 'blob'),
    },
  });
  expect(code, printed).toBe(1);
  // The canaries ran: there are redactions.
  expect(printed).toContain('[redacted');
  const files = filesBelow(output);
  expect(files.filter((file) => /trace|\.network$/.test(basename(file)))).toEqual([]);
  expect([...findInText(printed, secrets, 'the console'), ...findInFiles(files, secrets, output)]).toEqual(
    [],
  );
});

test('a run whose environment would leak secrets is blocked before its first call, with all reasons', async ({}, testInfo) => {
  const { code, output, record } = await run(testInfo, {
    command: 'start',
    environment: {
      DEBUG_FILE: testInfo.outputPath('debug.log'),
      NODE_DEBUG: 'http',
      SSLKEYLOGFILE: testInfo.outputPath('keys.log'),
      NODE_OPTIONS: '--heapsnapshot-near-heap-limit=1',
    },
  });
  expect(code, output).toBe(2);
  expect(output).toContain('Blocked: This environment would leak secrets. DEBUG_FILE is set. It');
  for (const variable of ['NODE_DEBUG', 'SSLKEYLOGFILE', 'NODE_OPTIONS'])
    expect(output).toContain(`${variable} is set. It`);
  expect(record).toMatchObject({ verdict: 'blocked', calls: 0, leaks: [] });
});

test('the search of these tests finds each encoding of a secret', () => {
  const secrets = [{ kind: 'password', value: 'p&w "x"/+?secret' }];
  const encoded = [
    'p&w "x"/+?secret',
    encodeURIComponent(encodeURIComponent('p&w "x"/+?secret')),
    JSON.stringify('p&w "x"/+?secret'),
    `Basic ${Buffer.from('someone:p&w "x"/+?secret').toString('base64')}`,
    `data:text/plain;base64,${Buffer.from('x'.repeat(40) + 'p&w "x"/+?secret').toString('base64')}`,
  ];
  for (const text of encoded) expect(findInText(text, secrets, 'here').length, text).toBeGreaterThan(0);
});
