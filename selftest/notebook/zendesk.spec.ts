/** The Zendesk notebook on two honest tenants that differ in as many ways as honest tenants may. */
import { expect, test } from '../support/test.ts';
import { startZendesk, type ZendeskEmulator, type ZendeskOptions } from '../../emulators/zendesk/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { run, settingsFor } from '../support/keyturn.ts';

interface Variation {
  title: string;
  tenant: Partial<ZendeskOptions>;
  settings?: (emulator: ZendeskEmulator) => Record<string, string>;
}

const VARIATIONS: Variation[] = [
  {
    title:
      'sign-in on two pages in German, other markup, consent remembered, an empty JSON string as an answer, an admin with a password',
    tenant: {
      signInPages: 'two',
      language: 'de',
      markup: 'garden',
      consent: 'remembered',
      tokenStatus: 200,
      emptyPasswordReply: 'empty-string',
      extraFields: true,
    },
    settings: ({ admin }) => ({
      ZENDESK_ADMIN_GRANT: 'authorization_code',
      ZENDESK_ADMIN_EMAIL: admin.email,
      ZENDESK_ADMIN_PASSWORD: admin.password,
    }),
  },
  {
    title:
      'a script-driven page in Japanese, no consent page, a change that ends tokens and devices, a slow search index, tokens that last 20 seconds if no lifetime is requested, null as an answer, a dead token that counts as anonymous',
    tenant: {
      signInPages: 'script',
      language: 'ja',
      consent: 'never',
      passwordChangeEndsTokens: true,
      passwordChangeEndsDevices: true,
      emptyPasswordReply: 'null',
      refreshTokens: false,
      indexLagMs: 120_000,
      tokenTtlSeconds: 20,
      revokedBearerOnMe: 'anonymous',
      revokeCurrentIsNoop: true,
      passwordPolicy: 'high',
    },
  },
];

for (const { title, tenant, settings } of VARIATIONS) {
  test(`passes on an honest tenant: ${title}`, async ({}, testInfo) => {
    const emulator = await startZendesk({ adminsCanSetUserPasswords: true, ...tenant });
    try {
      const { code, output, record } = await run(testInfo, {
        command: 'start',
        env: { ...settingsFor(emulator), ...settings?.(emulator) },
      });
      expect(code, output).toBe(0);
      expect(record).toMatchObject({ verdict: 'conformant', emulated: false });
      expectClean(emulator);
    } finally {
      await emulator.close();
    }
  });
}
