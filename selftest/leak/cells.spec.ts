/** The notebook fails at each of its cells, in the most talkative way, and no secret of the run is anywhere. */
import { expect, test } from '@playwright/test';
import {
  startZendesk,
  type Interceptor,
  type Secret,
  type ZendeskEmulator,
} from '../../emulators/zendesk/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { findInFiles, findInText } from '../support/find-secrets.ts';
import { filesBelow, run, settingsFor } from '../support/keyturn.ts';

/** Hidden in the pages' forms: the browser sends them, and the run never sees them. */
const OF_THE_PAGES = 'csrf_token';

/** How many calls of the API come before each cell, learned from a run in which nothing fails. */
let callsBefore: number[] = [];

const isApi = (path: string) => path.startsWith('/api/') || path.startsWith('/oauth/tokens');

test.describe.configure({ mode: 'default' });

test.beforeAll(async ({}, testInfo) => {
  testInfo.setTimeout(120_000);
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true });
  const { record, output, results } = await run(testInfo, { command: 'start', env: settingsFor(emulator) });
  expect(record?.verdict, output).toBe('conformant');
  let calls = 0;
  callsBefore = record?.cells.map((cell) => (calls += cell.calls) - cell.calls) ?? [];
  expectNoLeak(emulator, output, results);
  await emulator.close();
});

for (let cell = 1; cell <= 12; cell++) {
  const number = String(cell).padStart(2, '0');
  test(`cell ${number} fails, and neither leaks nor leaves anything`, async ({}, testInfo) => {
    // The second call of the cell; the first may be one that is made again.
    const failing = (callsBefore[cell - 1] ?? 0) + 1;
    let calls = 0;
    const intercept: Interceptor = ({ path }) => {
      if (!isApi(path)) return undefined;
      if (calls++ !== failing) return undefined;
      // A tenant that answers with everything it was told and has given out, as debug pages do.
      const known = secretsOfRun(emulator, before)
        .filter(({ kind }) => kind !== OF_THE_PAGES)
        .map(({ value }) => value);
      return { status: 418, body: { error: 'Teapot', description: known.join(' '), known } };
    };
    const emulator: ZendeskEmulator = await startZendesk({ adminsCanSetUserPasswords: true, intercept });
    const before = emulator.witness.secrets();
    const { code, output, record, results } = await run(testInfo, {
      command: 'start',
      env: settingsFor(emulator),
    });
    expect(record?.cells[cell - 1]?.status, output).toMatch(/non-conformant|blocked/);
    expect(code, output).not.toBe(0);
    expect(record?.verdict).not.toBe('conformant');
    expect(record?.leaks, output).toEqual([]);
    expectNoLeak(emulator, output, results);
    expectClean(emulator);
    await emulator.close();
  });
}

/** What the run itself has told the tenant or was told by it; others' secrets of before are not its business. */
function secretsOfRun({ witness, client }: ZendeskEmulator, before: Secret[]): Secret[] {
  const old = new Set(before.map(({ value }) => value));
  return witness.secrets().filter(({ value }) => value === client.secret || !old.has(value));
}

function expectNoLeak({ witness }: ZendeskEmulator, output: string, results: string): void {
  const secrets = witness.secrets();
  expect(secrets.length).toBeGreaterThan(3);
  expect([
    ...findInText(output, secrets, 'the console'),
    ...findInFiles(filesBelow(results), secrets, results),
  ]).toEqual([]);
}
