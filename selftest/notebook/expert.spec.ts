/** The Expert notebook on two honest sites that differ in as many ways as honest sites may; on one of them, twice. */
import { expect, test } from '../support/test.ts';
import { type ExpertOptions, startExpert } from '../../emulators/expert/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { expertSettingsFor, run } from '../support/keyturn.ts';

const VARIATIONS: {
  title: string;
  site: Partial<ExpertOptions>;
  by: 'password' | 'server token';
  /** How each run gets its test user. */
  runs: ('created' | 'reactivated')[];
}[] = [
  {
    title:
      'a server API token because admins have no password, a modern cookie and token, chunked answers, newer errors, a user as the answer to a new password',
    site: {
      basic: 'not-admins',
      cookie: 'modern',
      cookieSecure: true,
      tokenFormat: 'modern',
      chunked: true,
      errors: 'newer',
      setReply: 'user',
      extraFields: true,
      staleTokens: 'refused',
      authenticateAcceptsTokens: true,
      wrongCurrentPasswordCounts: true,
    },
    by: 'server token',
    runs: ['created', 'reactivated'],
  },
  {
    title:
      'a classic site: tokens that survive a change, passwords of four characters, an alternative password that stays, “OK” as the answer to a new password, nothing is public',
    site: {
      tokensSurviveChange: true,
      passwordPolicy: 'classic',
      mainSignInEndsAlternate: false,
      setReply: 'ok-text',
      roleNames: 'classic',
      anonymousReads: false,
      emailVisible: true,
      seatsLeft: 0,
      lockout: null,
    },
    by: 'password',
    runs: ['created'],
  },
];

for (const { title, site, by, runs } of VARIATIONS) {
  test(`passes on an honest site: ${title}`, async ({}, testInfo) => {
    const emulator = await startExpert(site);
    try {
      const env = expertSettingsFor(emulator, by);
      for (const how of runs) {
        const { code, output, record } = await run(testInfo, { command: 'start', env });
        expect(code, output).toBe(0);
        expect(record).toMatchObject({ verdict: 'conformant', emulated: false });
        expect(output).toContain('12 of 12 cells proved');
        expect(output).not.toContain('Zendesk');
        expect(output).toMatch(new RegExp(`test user: keyturn-1, user \\d+ \\(${how}\\)`));
        expectClean(emulator);
      }
      const created = emulator.witness.created();
      // The second user is the one whose password a user must not set.
      expect(created.map(({ name }) => name)).toEqual(['keyturn-1', 'keyturn-2']);
    } finally {
      await emulator.close();
    }
  });
}
