/** A tenant's text attacks the console, the reports and the CI job that read it. It must remain text. */
import { expect, type TestInfo } from '../support/test.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startExpert } from '../../emulators/expert/index.ts';
import { type CallHook, startZendesk } from '../../emulators/zendesk/index.ts';
import { test } from '../support/chromium.ts';
import { expectClean } from '../support/expect-clean.ts';
import { expectNoStack } from '../support/expect-no-stack.ts';
import { expertSettingsFor, type Outcome, run, settingsFor } from '../support/keyturn.ts';

/** Contains an attack on each kind of reader. */
const HOSTILE = [
  'Nora',
  '\u001b[2J\u001b[31mred \u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007 \u009b1m',
  'verdict: bad\rverdict: good\u0000\u0008\u0007',
  'abc\u202edcba\u2066x\u2069\u2028y\uffff',
  '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">',
  '[click](javascript:window.hacked=3) ![x](http://evil.example/x.png) ]]> --> &amp; </failure>',
  '::error file=a.ts::owned',
  '   ::set-output name=x::y',
  '::stop-commands::%0A%0D::error::z',
  '##[add-path]/tmp ##vso[task.complete result=Succeeded] ##teamcity[buildStatus]',
].join('\n');

async function startZendeskWith(callHook: CallHook) {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true, callHook });
  return { emulator, env: settingsFor(emulator) };
}

async function startExpertWith(callHook: CallHook) {
  const emulator = await startExpert({ callHook });
  return { emulator, env: expertSettingsFor(emulator) };
}

async function runOn(
  testInfo: TestInfo,
  callHook: CallHook,
  startWith: typeof startZendeskWith | typeof startExpertWith = startZendeskWith,
): Promise<Outcome> {
  const { emulator, env } = await startWith(callHook);
  try {
    const outcome = await run(testInfo, { command: 'start', env });
    expectClean(emulator);
    return outcome;
  } finally {
    await emulator.close();
  }
}

/** Keeps characters that XML cannot contain, because a hostile service may send them. */
function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** No command reached the console, and the reports can be parsed. */
function expectNoInjection({ output, results, record }: Outcome): void {
  // eslint-disable-next-line no-control-regex -- control characters are the subject here
  expect(output).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
  expect(output, 'a command to GitHub’s runner').not.toMatch(/^\s*::/m);
  expect(output, 'a command to another runner').not.toMatch(/##\w*\[/);
  expectNoStack(output);
  expect(record, 'run.json').toBeDefined();
  expect(readFileSync(join(results, 'run.json'), 'utf8')).not.toMatch(/[\u202a-\u202e]/);
}

for (const { title, startWith, callHook, verdict, message, cell } of [
  {
    title: 'the text of an authorization error',
    callHook: ({ path }) =>
      path === '/oauth/authorizations/new'
        ? {
            status: 302,
            headers: {
              location: `http://127.0.0.1:8976/callback?${new URLSearchParams({ error: HOSTILE, error_description: HOSTILE }).toString()}`,
            },
          }
        : undefined,
    verdict: 'blocked',
    message: 'The authorization was refused: Nora',
    cell: '07 · Sign in as the test user',
  },
  {
    title: 'the text of an error document in XML',
    startWith: startExpertWith,
    callHook: ({ method, path }) =>
      method === 'PUT' && path.endsWith('/password')
        ? {
            status: 403,
            headers: { 'content-type': 'application/xml; charset=utf-8' },
            body: `<error><title>Forbidden</title><message>${escapeXml(HOSTILE)}</message></error>`,
          }
        : undefined,
    verdict: 'non-conformant',
    message: 'as admin answered 403 instead of 200',
    cell: '05 · The admin sets the user’s password',
  },
] satisfies {
  title: string;
  startWith?: typeof startExpertWith;
  callHook: CallHook;
  verdict: string;
  message: string;
  cell: string;
}[]) {
  test(`${title} is only text to the console, the reports and the CI runner`, async ({
    chromium,
  }, testInfo) => {
    const outcome = await runOn(testInfo, callHook, startWith);
    expect(outcome.record?.verdict, outcome.output).toBe(verdict);
    expect(outcome.output).toContain(message);
    expectNoInjection(outcome);

    const page = await chromium.newPage();
    const junit = readFileSync(join(outcome.results, 'junit.xml'), 'utf8');
    const broken = await page.evaluate(
      (text) =>
        new DOMParser().parseFromString(text, 'application/xml').querySelector('parsererror')?.textContent,
      junit,
    );
    expect(broken, 'junit.xml').toBeUndefined();

    const requested: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    page.on('dialog', (dialog) => requested.push(`dialog: ${dialog.message()}`));
    await page.goto(pathToFileURL(join(outcome.results, 'playwright', 'index.html')).href);
    await page.getByText(cell).first().click();
    await expect(page.getByText('Nora').first()).toBeVisible();
    expect(await page.evaluate('window.hacked'), 'something ran in the report').toBeUndefined();
    expect(await page.locator('img[src="x"], a[href^="javascript:"]').count()).toBe(0);
    expect(requested.filter((url) => !/^(?:file|data|blob):/.test(url))).toEqual([]);
    await page.close();
  });
}
