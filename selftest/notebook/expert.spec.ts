/** The Expert notebook on sites that differ in everything in which honest sites may differ; on one of them twice. */
import { expect, test } from '@playwright/test';
import { type ExpertOptions, startExpert } from '../../emulators/expert/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { expertSettingsFor, run } from '../support/keyturn.ts';

const VARIATIONS: {
  title: string;
  site: Partial<ExpertOptions>;
  by: 'password' | 'server token';
  /** What becomes of its user, run by run. */
  runs: ('created' | 'reactivated')[];
}[] = [
  {
    title:
      'a server token where admins have no password, a modern cookie and token, replies in chunks, newer errors, a user for an answer',
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
      'a classic one: tokens that survive a change, four characters, an alternative that stays, “OK” for an answer, a site that is not public',
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
