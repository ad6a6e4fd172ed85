/**
 * What owners and admins do to a tenant during a run. It is not the tenant that breaks its contract then, and the run says what
 * was changed, in the notebook and in the checks.
 */
import { expect, test } from '../support/test.ts';
import type { CallHook } from '../../emulators/common/call-hook.ts';
import { startExpert } from '../../emulators/expert/index.ts';
import { startZendesk } from '../../emulators/zendesk/index.ts';
import { CHECKS as EXPERT_CHECKS } from '../../specs/expert/checks/index.ts';
import { CHECKS as ZENDESK_CHECKS } from '../../specs/zendesk/checks/index.ts';
import { judgeByCellsOn as judgeSite, judgeByChecksOn as judgeSiteByChecks } from './expert/judges.ts';
import type { Judgment } from './judge.ts';
import { judgeByCellsOn as judgeTenant, judgeByChecksOn as judgeTenantByChecks } from './zendesk/judges.ts';

const HOUR = 3600;

/** Does something once, before the call after the `after`th that matches. */
function onceAfter(after: number, matches: RegExp, act: () => void): CallHook {
  let seen = 0;
  return ({ method, path }) => {
    if (seen === after) {
      act();
      seen++;
    } else if (seen < after && matches.test(`${method} ${path}`)) seen++;
    return undefined;
  };
}

/** The first lines of what was found, and which of them are breaches. */
const messagesOf = ({ findings }: Judgment) =>
  findings.map(({ message }) => message.split('\n')[0]).join('\n');
const breachesOf = ({ findings }: Judgment) => findings.filter(({ isBreach }) => isBreach);

/** Those of checks. After a change, the clean-up cannot end, which is a leftover, and is not judged. */
const breachesOfChecks = (judgment: Judgment) =>
  breachesOf(judgment).filter(({ address }) => address !== 'clean-up');

test.describe('Zendesk', () => {
  /** A password was set twice: by the admin, and by the test user. */
  const PASSWORD_SET = /^(?:POST|PUT) \/api\/v2\/users\/\d+\/password/;

  type Operate = (operations: Awaited<ReturnType<typeof startZendesk>>['operations']) => void;

  /** Judges a tenant to which something is done after so many passwords were set. */
  async function judgedAfter(after: number, operate: Operate): Promise<Judgment> {
    const callHook = onceAfter(after, PASSWORD_SET, () => operate(emulator.operations));
    const emulator = await startZendesk({ adminsCanSetUserPasswords: true, callHook });
    try {
      return await judgeTenant(emulator, { stopWhenCaught: false });
    } finally {
      await emulator.close();
    }
  }

  const cases: [string, Operate, RegExp][] = [
    [
      'the client’s secret is rotated',
      (on) => void on.rotateClientSecret(),
      /no longer accepts the OAuth client "keyturn"/,
    ],
    ['the tenant is reset', (on) => on.reset(), /The tenant was reset or restored meanwhile\./],
  ];
  for (const [what, operate, why] of cases) {
    for (const after of [1, 2]) {
      test(`${what} after password ${String(after)}`, async () => {
        const judgment = await judgedAfter(after, operate);
        expect(breachesOf(judgment)).toEqual([]);
        expect(messagesOf(judgment)).toMatch(why);
      });
    }
  }

  for (const [what, operate, why] of cases) {
    test(`${what} during the checks`, async () => {
      const callHook = onceAfter(12, PASSWORD_SET, () => operate(emulator.operations));
      const emulator = await startZendesk({
        ...{ adminsCanSetUserPasswords: true, rateLimitPerMinute: 1_000_000, callHook },
      });
      try {
        const judgment = await judgeTenantByChecks(emulator, ZENDESK_CHECKS, { stopWhenCaught: false });
        expect(breachesOfChecks(judgment), messagesOf(judgment)).toEqual([]);
        expect(messagesOf(judgment)).toMatch(why);
      } finally {
        await emulator.close();
      }
    });
  }

  const jumps: [string, number, number, RegExp][] = [
    ['ahead, so that a token expires', 1, 3 * HOUR, /now 180 minutes further ahead than at the first answer/],
    // The passwords change again before any token is used.
    ['ahead, and nothing depends on it', 2, 3 * HOUR, /^$/],
    ['back', 1, -3 * HOUR, /^$/],
  ];
  for (const [how, after, seconds, why] of jumps) {
    test(`the clock jumps ${how}`, async () => {
      const judgment = await judgedAfter(after, (on) => on.jumpClock(seconds));
      expect(breachesOf(judgment)).toEqual([]);
      expect(messagesOf(judgment)).toMatch(why);
    });
  }

  test('a tenant that loses its users alone breaks its contract', async () => {
    let isLost = false;
    const callHook: CallHook = ({ method, path }) => {
      if (isLost && /^\/api\/v2\/users\/\d+/.test(path))
        return { status: 404, body: { error: 'RecordNotFound', description: 'Not found' } };
      isLost ||= PASSWORD_SET.test(`${method} ${path}`);
      return undefined;
    };
    const emulator = await startZendesk({ adminsCanSetUserPasswords: true, callHook });
    try {
      const judgment = await judgeTenant(emulator, { stopWhenCaught: false });
      expect(breachesOf(judgment), messagesOf(judgment)).not.toEqual([]);
    } finally {
      await emulator.close();
    }
  });
});

test.describe('Expert', () => {
  const PASSWORD_SET = /^PUT \/@api\/deki\/users\/\d+\/password/;

  const cases: [
    string,
    (operations: Awaited<ReturnType<typeof startExpert>>['operations']) => void,
    RegExp,
  ][] = [
    [
      'the admin’s password is changed',
      (on) => void on.changeAdminPassword(),
      /no longer accepts the admin's user name and password/,
    ],
    ['the site is reset', (on) => on.reset(), /The site was reset or restored meanwhile\./],
  ];
  for (const [what, operate, why] of cases) {
    for (const after of [1, 2, 3]) {
      test(`${what} after password ${String(after)}`, async () => {
        const callHook = onceAfter(after, PASSWORD_SET, () => operate(emulator.operations));
        const emulator = await startExpert({ callHook });
        try {
          const judgment = await judgeSite(emulator, { stopWhenCaught: false });
          expect(breachesOf(judgment)).toEqual([]);
          expect(messagesOf(judgment)).toMatch(why);
        } finally {
          await emulator.close();
        }
      });
    }

    test(`${what} during the checks`, async () => {
      const callHook = onceAfter(12, PASSWORD_SET, () => operate(emulator.operations));
      const emulator = await startExpert({ callHook });
      try {
        const judgment = await judgeSiteByChecks(emulator, EXPERT_CHECKS, { stopWhenCaught: false });
        expect(breachesOfChecks(judgment), messagesOf(judgment)).toEqual([]);
        expect(messagesOf(judgment)).toMatch(why);
      } finally {
        await emulator.close();
      }
    });
  }

  test('a site that sets the admin’s password instead of the user’s breaks its contract', async () => {
    const emulator = await startExpert({ fault: 'set-for-the-caller' });
    try {
      const judgment = await judgeSite(emulator, { stopWhenCaught: false });
      expect(breachesOf(judgment), messagesOf(judgment)).not.toEqual([]);
      expect(messagesOf(judgment)).toMatch(/accepts as the admin's password the one that this run set/);
    } finally {
      await emulator.close();
    }
  });
});
