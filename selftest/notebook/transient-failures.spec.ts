/**
 * A failing tenant: the run waits within its limits, repeats no call that may have taken effect, and does not take a failure
 * for a broken contract.
 */
import { expect, test, type TestInfo } from '../support/test.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CallHook,
  type HookResult,
  startZendesk,
  type ZendeskEmulator,
} from '../../emulators/zendesk/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { expectNoStack } from '../support/expect-no-stack.ts';
import { type Outcome, run, settingsFor } from '../support/keyturn.ts';
import { templateOf } from '../support/path-template.ts';

/** A call hook that can access its tenant. */
type Trouble = (call: Parameters<CallHook>[0], emulator: ZendeskEmulator) => ReturnType<CallHook>;

interface RunInTrouble extends Outcome {
  emulator: ZendeskEmulator;
}

/** Runs the notebook on a failing tenant, and closes the tenant after `inspect`. */
async function runThrough(
  testInfo: TestInfo,
  trouble: Trouble,
  inspect: (run: RunInTrouble) => void | Promise<void>,
): Promise<void> {
  const tenant: { emulator?: ZendeskEmulator } = {};
  const started = await startZendesk({
    adminsCanSetUserPasswords: true,
    callHook: (call) => (tenant.emulator === undefined ? undefined : trouble(call, tenant.emulator)),
  });
  tenant.emulator = started;
  try {
    const outcome = await run(testInfo, { command: 'start', env: settingsFor(started) });
    await inspect({ ...outcome, emulator: started });
  } finally {
    await started.close();
  }
}

/** The run is blocked in this cell, with a message and no stack trace. Confirmed leftovers make the exit code 1. */
function expectBlocked({ code, output, record }: Outcome, address: string, message: RegExp, exit = 2): void {
  expect(record?.verdict, output).toBe('blocked');
  expect(code, output).toBe(exit);
  const failed = record?.cells.filter(({ status }) => status !== 'passed' && status !== 'not run');
  expect(failed?.map((cell) => `${cell.address} ${cell.status}`)).toEqual([
    `zendesk/notebook/${address} blocked`,
  ]);
  expect(failed?.[0]?.error).toMatch(message);
  expectNoStack(output);
}

// Waiting takes time, and other tests run in parallel.
test.describe.configure({ timeout: 300_000 });

const isApi = (path: string) => path.startsWith('/api/') || path === '/oauth/tokens';

/** The error of a call if its connection to this tenant breaks. */
const noAnswerFrom = ({ baseUrl }: ZendeskEmulator) =>
  new RegExp(`no answer from ${new URL(baseUrl).host}: the connection broke`);

/** Carries out the order at the nth call of a kind, such as `POST /api/v2/users`, and counts the calls of that kind. */
function atCall(kind: string, nth: number, order: HookResult): { trouble: Trouble; count: () => number } {
  let count = 0;
  return {
    count: () => count,
    trouble: ({ method, path }) =>
      `${method} ${templateOf(path)}` === kind && ++count === nth ? order : undefined,
  };
}

test('a run is conformant despite 429 with seconds or a date, 503 for a while, lost and slow answers, and a rate limit that runs out', async ({}, testInfo) => {
  const lost = new Set<string>();
  const pauses = ['1', () => new Date(Date.now() + 1000).toUTCString(), '0', '0', '0', '0'];
  let calls = 0;
  let begun: number | undefined;
  await runThrough(
    testInfo,
    async ({ method, path }) => {
      if (!isApi(path)) return undefined;
      begun ??= Date.now();
      const after = (status: number, pause: string) => ({
        status,
        headers: { 'retry-after': pause },
        body: 'Number of allowed API requests per minute exceeded',
      });
      if (Date.now() - begun < 1500) return after(503, '1');
      const kind = `${method} ${templateOf(path)}`;
      if (method === 'GET' && !lost.has(kind)) {
        lost.add(kind);
        return 'drop';
      }
      if (++calls % 4 === 0) {
        const pause = pauses[(calls / 4) % pauses.length] ?? '0';
        return after(429, typeof pause === 'string' ? pause : pause());
      }
      if (calls === 21) {
        return {
          setHeaders: { 'ratelimit-limit': '700', 'ratelimit-remaining': '3', 'ratelimit-reset': '1' },
        };
      }
      await sleep(calls < 12 ? 300 : 20);
      return undefined;
    },
    ({ code, output, record, emulator }) => {
      expect(code, output).toBe(0);
      expect(record?.verdict).toBe('conformant');
      for (const reason of ['answered 503', 'answered 429', 'rate limit is almost used up']) {
        expect(output).toMatch(new RegExp(`Waiting [\\d.]+ s: .*${reason}`));
      }
      expectClean(emulator);
    },
  );
});

test.describe('if an answer is lost after the call took effect', () => {
  test('the user is not created again, and there are no leftovers', async ({}, testInfo) => {
    const { trouble, count } = atCall('POST /api/v2/users', 1, 'act-then-drop');
    await runThrough(testInfo, trouble, (ended) => {
      expectBlocked(ended, '04', noAnswerFrom(ended.emulator));
      expectClean(ended.emulator);
      const created = ended.emulator.witness.created();
      expect(created, 'all users that were created').toHaveLength(1);
      expect(count(), 'how often the call was sent').toBe(1);
    });
  });
});

test.describe('if the tenant never answers again', () => {
  /** A call after the user was created. */
  const DYING = 'PUT /api/v2/users/{id}/password';
  test('the run ends, and reports the first failure first and then the leftovers', async ({}, testInfo) => {
    // Some ten seconds on an idle machine. Waiting for each call of the clean-up would take longer than this.
    testInfo.setTimeout(200_000);
    await runThrough(
      testInfo,
      ({ method, path }, emulator) => {
        if (`${method} ${templateOf(path)}` !== DYING) return undefined;
        void emulator.close();
        return 'drop';
      },
      (ended) => {
        const { output, emulator } = ended;
        expectBlocked(ended, '08', new RegExp(`^Blocked: PUT .*${noAnswerFrom(emulator).source}`), 1);
        const first = output.indexOf('Blocked: PUT');
        const cleanUp = output.indexOf('Clean-up:');
        expect(first).toBeGreaterThan(0);
        expect(output.indexOf('FAILED'), output).toBeGreaterThan(first);
        expect(cleanUp).toBeGreaterThan(first);
        expect(output.slice(cleanUp)).toMatch(
          new RegExp(`FAILED: sign in as the admin: .* no answer from ${new URL(emulator.baseUrl).host}`),
        );
        expect(output).toContain(`Leftovers are possible on ${emulator.baseUrl}`);
        expect(output).toMatch(/LEFT on .*: user \d+, keyturn\+.* To remove them: npm run sweep/);
        expect(ended.record).toMatchObject({
          left: [
            { kind: 'user', certain: true },
            { kind: 'token', certain: true },
          ],
        });
        expect(emulator.witness.touched()).toEqual([]);
      },
    );
  });
});
