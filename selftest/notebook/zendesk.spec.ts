/** The notebook on tenants that differ in everything in which honest tenants may differ. */
import { expect, test } from '@playwright/test';
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
      'two pages in German, other markup, consent remembered, an empty JSON string for an answer, an admin with a password',
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
      'a script-driven page in Japanese, no consent page, a change that ends tokens and devices, a slow search index, tokens of 20 seconds where none is asked for, null for an answer, a dead token that is anonymous',
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
