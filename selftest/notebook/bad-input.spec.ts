/**
 * Each mistake in the settings or on the tenant ends with a message that names the cause and the remedy, never with a stack
 * trace. One of each kind is tested here; the others are unit tests of the settings and of the preflights.
 */
import { expect, test, type TestInfo } from '../support/test.ts';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startZendesk, type ZendeskEmulator, type ZendeskOptions } from '../../emulators/zendesk/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { expectNoStack } from '../support/expect-no-stack.ts';
import { filesBelow, type Outcome, run, type RunOptions, settingsFor } from '../support/keyturn.ts';

/** What every blocked run must look like. */
function expectBlocked({ code, output, record }: Outcome, ...messages: (string | RegExp)[]): void {
  for (const message of messages) expect(output).toMatch(message);
  expectNoStack(output);
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
  const MISTAKES: { title: string; options: RunOptions; messages: (string | RegExp)[] }[] = [
    {
      title: 'missing and unknown settings',
      options: {
        env: {
          ZENDESK_SUBDOMAIN: 'acme',
          ZENDESK_CLIENT_SECRT: 'not-a-secret',
          EXPERT_BASE_URL: 'https://help.acme.example',
        },
      },
      messages: [
        /ZENDESK_CLIENT_ID is not set/,
        /ZENDESK_CLIENT_SECRET is not set/,
        /Admin Center/,
        /EXPERT_ADMIN_USERNAME is not set, and neither is a server API token/,
        /ZENDESK_CLIENT_SECRT is not a Keyturn setting/,
        /Did you mean ZENDESK_CLIENT_SECRET \(/,
      ],
    },
    {
      title: 'secrets that are public text',
      options: {
        env: { ...TENANT, ZENDESK_CLIENT_SECRET: 'secret', KEYTURN_WRITE_HOSTS: 'acme.zendesk.com' },
        environment: { HTTPS_PROXY: 'http://qa:admin@127.0.0.1:9' },
      },
      messages: [
        /ZENDESK_CLIENT_SECRET is also part of Keyturn’s own texts, so a report could not redact it; choose another/,
        /HTTPS_PROXY has a password that is also part of Keyturn’s own texts/,
      ],
    },
    {
      title: 'a tenant that is not a write host',
      options: { env: TENANT },
      messages: [/Nothing was sent to acme\.zendesk\.com/, /KEYTURN_WRITE_HOSTS=acme\.zendesk\.com/],
    },
    {
      title: 'a missing tenant, if it is a contract run',
      options: { command: 'contract' },
      messages: [/No tenant is configured/, /KEYTURN_TARGET=emulator/],
    },
  ];
  for (const { title, options, messages } of MISTAKES) {
    test(`a run is blocked before any call by ${title}`, async ({}, testInfo) => {
      const outcome = await run(testInfo, { command: 'start', ...options });
      expectBlocked(outcome, ...messages);
      expect(outcome.output).not.toContain('not-a-secret');
      expect(outcome.record?.calls).toBe(0);
    });
  }
});

test.describe('the tenant’s configuration', () => {
  test('all mistakes are reported at once', async ({}, testInfo) => {
    const outcome = await runOn(
      testInfo,
      { adminsCanSetUserPasswords: false, enforceSso: true, zendeskLogin: false },
      (settings) => ({ ...settings, ZENDESK_REDIRECT_URI: 'http://127.0.0.1:9999/other' }),
    );
    expectBlocked(
      outcome,
      /admins may not set passwords/,
      /Admin Center > Account > Security/,
      /account owner only/,
      /single sign-on/,
      /Zendesk password/,
      /Redirect URL/,
    );
  });

  test('a tenant without a free seat is reported', async ({}, testInfo) => {
    const outcome = await runOn(testInfo, { seatsLeft: 0 });
    expectBlocked(outcome, /no seat left/);
  });
});

test.describe('unexpected answers of a tenant', () => {
  /** A tenant that gives the same answer to every request. */
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

  test('a web page instead of an API answer is explained', async ({}, testInfo) => {
    const outcome = await runAgainst(testInfo, (_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>Welcome</title><script>alert(1)</script>');
    });
    expectBlocked(outcome, /does not answer like Zendesk/, /is not an Expert site/);
  });

  test('a sign-in page without the expected fields is described, with a screenshot, and blocks the preflight', async ({}, testInfo) => {
    const callHook: ZendeskOptions['callHook'] = ({ method, path }) =>
      method === 'GET' && !path.startsWith('/api/')
        ? {
            status: 200,
            headers: { 'content-type': 'text/html' },
            body: '<title>Survey</title><h1>How are we doing?</h1><textarea></textarea><button>Send</button>',
          }
        : undefined;
    const outcome = await runOn(testInfo, { callHook });
    expectBlocked(
      outcome,
      /none of the expected fields/,
      /Found: +"Survey" with textarea field, button "Send"/,
    );
    const blocked = outcome.record?.cells.filter(({ status }) => status === 'blocked') ?? [];
    expect(blocked.map(({ address }) => address)).toEqual(['zendesk/notebook/01']);
    expect(filesBelow(outcome.results).filter((file) => file.endsWith('.png'))).toHaveLength(1);
  });
});
