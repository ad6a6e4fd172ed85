/**
 * Checks provoke refusals. If a site does what it must refuse, only our own users are affected: not the admin, not
 * Anonymous, and no user whose name looks like an invalid userid.
 */
import { expect, test } from '../../support/test.ts';
import { startExpert } from '../../../emulators/expert/index.ts';
import { expertBench } from '../../support/expert-bench.ts';
import { judgeWithBench } from '../judge.ts';
import { CHECKS } from '../../../specs/expert/checks/index.ts';

interface LenientSite {
  title: string;
  fault: string;
  variation?: string;
  by?: 'server token';
  /** Part of the addresses of the checks in which the fault could affect another user. */
  checks: RegExp;
}

const ALL_USERIDS = /userid|order|formats\/refusals|tokens\/none-of-refusal/;

const SITES: LenientSite[] = [
  {
    title: 'accepts an invalid userid as a user’s when a password is set',
    fault: [
      'minus-ignored-for-passwords',
      'fraction-cut-for-passwords',
      'zero-sets-the-own-password',
      'no-name-sets-the-own-password',
      'large-number-sets-the-first-password',
      'word-sets-the-first-password',
    ].join(','),
    checks: ALL_USERIDS,
  },
  {
    title: 'accepts an invalid userid as a user’s in every call',
    fault:
      'minus-is-ignored,number-with-letters-behind,number-wraps-around,zero-means-the-caller,' +
      'unknown-number-means-the-caller,name-without-equals-sign,name-found-by-its-begin',
    checks: ALL_USERIDS,
  },
  {
    title: 'lets anonymous set the password of “current”',
    fault: 'current-of-anonymous-is-the-admin,anonymous-sets',
    checks: /order|sign-in|tokens/,
  },
  {
    title: 'treats a deactivated user as Anonymous, who may change their own record',
    fault: 'inactive-session-is-anonymous',
    variation: 'anonymous-writes-itself',
    checks: /sessions|users\/inactive|users\/of-oneself/,
  },
  {
    title: 'treats any server API token as the admin’s',
    fault: 'server-token-runs-as-the-admin',
    by: 'server token',
    checks: /server-token/,
  },
];

for (const { title, fault, variation = null, by = 'password', checks } of SITES)
  test(`a site that ${title} is caught, and no other user is touched`, async () => {
    const emulator = await startExpert({ fault, variation });
    // As on a live site.
    const bench = expertBench(emulator, { by, emulated: false });
    try {
      const judgment = await judgeWithBench(
        CHECKS.filter(({ address }) => checks.test(address)),
        bench,
        { stopWhenCaught: false, remains: () => [] },
      );
      expect(judgment.findings.filter(({ isBreach }) => isBreach)).not.toEqual([]);
      expect(emulator.witness.touched()).toEqual([]);
    } finally {
      await emulator.close();
    }
  });

test('a weak password is set for an inactive user only, so that no one can sign in with it', async () => {
  const seen: string[] = [];
  const emulator = await startExpert({
    passwordPolicy: 'classic',
    callHook: ({ method, path }) => {
      const [, id = ''] = /\/users\/(\d+)\/password$/.exec(path) ?? [];
      if (method === 'PUT' && id !== '')
        seen.push(emulator.witness.users().find((user) => user.id === Number(id))?.status ?? 'unknown user');
      return undefined;
    },
  });
  const bench = expertBench(emulator, { emulated: false });
  try {
    const judgment = await judgeWithBench(
      CHECKS.filter(({ address }) => address.endsWith('/policy-violation')),
      bench,
      { stopWhenCaught: false, remains: () => [] },
    );
    expect(judgment).toMatchObject({ findings: [], notTried: [] });
    // A strong one first, then three weak ones, and a strong one that stays.
    expect(seen).toEqual(Array.from({ length: 5 }, () => 'inactive'));
  } finally {
    await emulator.close();
  }
});
