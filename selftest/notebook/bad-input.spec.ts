/** Whatever a person or a tenant gets wrong: a sentence that names the culprit and the remedy, never a stack. */
import { expect, test, type TestInfo } from '@playwright/test';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startZendesk, type ZendeskEmulator, type ZendeskOptions } from '../../emulators/zendesk/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { type Outcome, run, type RunOptions, settingsFor } from '../support/keyturn.ts';

/** What every refusal to go on must be. */
function expectBlocked({ code, output, record }: Outcome, ...sentences: (string | RegExp)[]): void {
  for (const sentence of sentences) expect(output).toMatch(sentence);
  expect(output, 'a stack').not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(record?.verdict, output).toBe('blocked');
  expect(code, output).toBe(2);
}

async function runOn(
  testInfo: TestInfo,
  tenant: Partial<ZendeskOptions>,
  change: (settings: Record<string, string>, emulator: ZendeskEmulator) => Record<string, string> = (same) =>
    same,
): Promise<Outcome> {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true, ...tenant });
  try {
    const outcome = await run(testInfo, { command: 'start', env: change(settingsFor(emulator), emulator) });
    expectClean(emulator);
    return outcome;
  } finally {
    await emulator.close();
  }
}

test.describe('settings', () => {
  const TENANT = {
    ZENDESK_SUBDOMAIN: 'acme',
    ZENDESK_CLIENT_ID: 'keyturn',
    ZENDESK_CLIENT_SECRET: 'not-a-secret',
  };
  const MISTAKES: { title: string; options: RunOptions; says: (string | RegExp)[] }[] = [
    {
      title: 'a missing variable',
      options: { env: { ZENDESK_SUBDOMAIN: 'acme', EXPERT_BASE_URL: 'https://help.acme.example' } },
      says: [
        /ZENDESK_CLIENT_ID is not set/,
        /ZENDESK_CLIENT_SECRET is not set/,
        /Admin Center/,
        /EXPERT_ADMIN_USERNAME is not set, and neither is a server API token/,
      ],
    },
    {
      title: 'an unknown variable',
      options: { env: { ...TENANT, ZENDESK_CLIENT_SECRT: 'x' } },
      says: [/ZENDESK_CLIENT_SECRT is not a setting/, /perhaps ZENDESK_CLIENT_SECRET/],
    },
    {
      title: 'a tenant that is not listed',
      options: { env: TENANT },
      says: [/Nothing was sent to acme\.zendesk\.com/, /KEYTURN_WRITE_HOSTS=acme\.zendesk\.com/],
    },
    {
      title: 'a release gate without a tenant',
      options: { command: 'contract' },
      says: [/No tenant is configured/, /KEYTURN_TARGET=emulator/],
    },
  ];
  for (const { title, options, says } of MISTAKES) {
    test(`${title} is said before any call`, async ({}, testInfo) => {
      const outcome = await run(testInfo, { command: 'start', ...options });
      expectBlocked(outcome, ...says);
      expect(outcome.output).not.toContain('not-a-secret');
      expect(outcome.record?.calls).toBe(0);
    });
  }
});

test.describe('the tenant’s set-up', () => {
  test('a client’s number for its identifier', async ({}, testInfo) => {
    const outcome = await runOn(testInfo, {}, (settings, { client }) => ({
      ...settings,
      ZENDESK_CLIENT_ID: String(client.id),
    }));
    expectBlocked(outcome, /ZENDESK_CLIENT_ID is a number/, /OAuth clients/);
  });

  test('a wrong client secret', async ({}, testInfo) => {
    const outcome = await runOn(testInfo, {}, (settings) => ({
      ...settings,
      ZENDESK_CLIENT_SECRET: 'wrong-secret-1',
    }));
    expectBlocked(outcome, /does not accept the OAuth client "keyturn" with its secret/);
    expect(outcome.output).not.toContain('wrong-secret-1');
  });

  test('everything that is missing, at once', async ({}, testInfo) => {
    const outcome = await runOn(
      testInfo,
      { adminsCanSetUserPasswords: false, enforceSso: true, zendeskLogin: false, twoFactorEnforce: true },
      (settings) => ({ ...settings, ZENDESK_REDIRECT_URI: 'http://127.0.0.1:9999/other' }),
    );
    expectBlocked(
      outcome,
      /Admins may not set passwords/,
      /Admin Center > Account > Security/,
      /account owner alone/,
      /single sign-on/,
      /Zendesk password/,
      /two-factor/,
      /Redirect URL/,
    );
  });

  test('no way to read a passcode', async ({}, testInfo) => {
    const outcome = await runOn(testInfo, {}, (settings) =>
      Object.fromEntries(Object.entries(settings).filter(([name]) => name !== 'KEYTURN_PASSCODE_COMMAND')),
    );
    expectBlocked(outcome, /no way to read it/, /KEYTURN_PASSCODE_COMMAND/);
  });

  test('an admin who is not one', async ({}, testInfo) => {
    const intercept: ZendeskOptions['intercept'] = ({ path }) =>
      path.startsWith('/api/v2/users/me')
        ? { status: 200, body: { user: { id: 6164039664299, role: 'agent' } } }
        : undefined;
    const outcome = await runOn(testInfo, { intercept });
    expectBlocked(outcome, /not an admin's: its role is agent/);
  });

  test('no seat left', async ({}, testInfo) => {
    const outcome = await runOn(testInfo, { seatsLeft: 0 });
    expectBlocked(outcome, /no seat left/);
  });
});

test.describe('a tenant’s nonsense', () => {
  /** A tenant that answers everything in one way. */
  async function runAgainst(testInfo: TestInfo, listener: RequestListener): Promise<Outcome> {
    const server = createServer(listener);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    try {
      return await run(testInfo, {
        command: 'start',
        env: {
          ZENDESK_BASE_URL: baseUrl,
          ZENDESK_CLIENT_ID: 'keyturn',
          ZENDESK_CLIENT_SECRET: 'client-secret-1',
          KEYTURN_PASSCODE_COMMAND: 'true',
          EXPERT_BASE_URL: baseUrl,
          EXPERT_ADMIN_USERNAME: 'admin',
          EXPERT_ADMIN_PASSWORD: 'admin-password-1',
        },
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  const NONSENSE: { title: string; listener: RequestListener; says: RegExp; expertSays: RegExp }[] = [
    {
      title: 'a web page',
      listener: (_, response) => {
        response.setHeader('content-type', 'text/html');
        response.end('<!doctype html><title>Welcome</title><script>alert(1)</script>');
      },
      says: /does not answer like Zendesk/,
      expertSays: /does not answer as an Expert site/,
    },
    {
      title: 'a redirect to itself',
      listener: (incoming, response) => {
        response.writeHead(302, { location: incoming.url ?? '/' });
        response.end();
      },
      says: /does not answer itself/,
      expertSays: /does not answer as an Expert site/,
    },
    {
      title: 'nothing at all',
      listener: (incoming) => incoming.socket.destroy(),
      says: /gave no answer: the connection broke/,
      expertSays: /users\/current as admin: \S+ gave no answer: the connection broke/,
    },
  ];
  for (const { title, listener, says, expertSays } of NONSENSE) {
    test(`${title} is a sentence`, async ({}, testInfo) => {
      expectBlocked(await runAgainst(testInfo, listener), says, expertSays);
    });
  }

  test('nobody listens', async ({}, testInfo) => {
    const outcome = await run(testInfo, {
      command: 'start',
      env: {
        ZENDESK_BASE_URL: 'http://127.0.0.1:9',
        ZENDESK_CLIENT_ID: 'keyturn',
        ZENDESK_CLIENT_SECRET: 'client-secret-1',
      },
    });
    expectBlocked(outcome, /the connection was refused/);
  });

  test('a sign-in page without the expected fields: what was looked for, and a picture', async ({}, testInfo) => {
    const intercept: ZendeskOptions['intercept'] = ({ method, path }) =>
      method === 'GET' && !path.startsWith('/api/')
        ? {
            status: 200,
            headers: { 'content-type': 'text/html' },
            body: '<title>Survey</title><h1>How are we doing?</h1><textarea></textarea><button>Send</button>',
          }
        : undefined;
    const outcome = await runOn(testInfo, { intercept });
    expectBlocked(outcome, /none of the fields that were looked for/, /Found: +"Survey" with button "Send"/);
    const pictures = outcome.record?.cells.filter(({ status }) => status === 'blocked') ?? [];
    expect(pictures.map(({ address }) => address)).toEqual(['zendesk/notebook/07']);
  });
});
