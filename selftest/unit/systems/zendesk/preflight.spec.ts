/** The message about a tenant that cannot be tested names the problem and the remedy. It is the one of the first cell. */
import { expect, test } from '../../../support/test.ts';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  startZendesk,
  type ZendeskEmulator,
  type ZendeskOptions,
} from '../../../../emulators/zendesk/index.ts';
import { CommandSource } from '../../../../helpers/passcode/command.ts';
import { examineForRun, problemsOf } from '../../../../helpers/preflight/requirements.ts';
import { probeSignIn } from '../../../../helpers/systems/zendesk/authorization.ts';
import type { ZendeskConnection } from '../../../../helpers/systems/zendesk/connection.ts';
import { requirements } from '../../../../helpers/systems/zendesk/requirements.ts';
import { ZendeskSubject } from '../../../../helpers/systems/zendesk/requirement-subject.ts';
import type { TestUserSettings } from '../../../../helpers/systems/zendesk/settings.ts';
import { signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import { Blocked } from '../../../../helpers/verdict/errors.ts';
import { zendeskBench } from '../../../support/zendesk-bench.ts';

const AGENT: TestUserSettings = {
  role: 'agent',
  name: undefined,
  email: 'keyturn+{run}@example.com',
  emailIsOurs: true,
  password: undefined,
};
const SECRET = 'wrong-secret-of-the-client';

type Change = (emulator: ZendeskEmulator) => Partial<ZendeskConnection>;

/** Settings in which the client has other values. */
const clientOf = (emulator: ZendeskEmulator, client: Partial<ZendeskEmulator['client']>) => ({
  target: {
    baseUrl: emulator.baseUrl,
    redirectUri: emulator.redirectUri,
    admin: { grant: 'client_credentials' as const },
    client: { ...emulator.client, ...client },
  },
});

/** The message of the first cell. `undefined` if the tenant can be tested. */
async function preflight(
  emulator: ZendeskEmulator,
  connection: Partial<ZendeskConnection> = {},
  testUser = AGENT,
  browser?: ZendeskConnection['browser'],
): Promise<string | undefined> {
  const changes = browser === undefined ? {} : { browser: () => browser({ headless: true }) };
  const bench = zendeskBench(emulator, { connection, ...changes });
  try {
    const admin = await signInAsAdmin(bench.connection);
    const subject = new ZendeskSubject(bench.connection, {
      testUser,
      leftoverHours: 24,
      signIn: () => Promise.resolve(admin),
      look: () => probeSignIn(bench.connection, testUser.email),
      triesPasscodes: true,
    });
    return problemsOf(await examineForRun(requirements, subject), 'the tenant')?.message;
  } catch (error) {
    if (error instanceof Blocked) return error.message;
    throw error;
  } finally {
    await bench.connection.transport.dispose();
  }
}

async function onTenant(
  options: Partial<ZendeskOptions>,
  change: Change = () => ({}),
  testUser = AGENT,
  browser?: ZendeskConnection['browser'],
): Promise<string | undefined> {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true, ...options });
  try {
    const said = await preflight(emulator, change(emulator), testUser, browser);
    expect(emulator.witness.users().filter(({ preexisting }) => !preexisting)).toEqual([]);
    expect(emulator.witness.touched()).toEqual([]);
    return said;
  } finally {
    await emulator.close();
  }
}

test('there is no message about a tenant that can be tested', async () => {
  expect(await onTenant({})).toBeUndefined();
});

const PROBLEMS: { title: string; tenant?: Partial<ZendeskOptions>; change?: Change; messages: RegExp[] }[] = [
  {
    title: 'the client’s ID instead of its identifier',
    change: (emulator) => clientOf(emulator, { identifier: String(emulator.client.id) }),
    messages: [/ZENDESK_CLIENT_ID is a number/, /OAuth clients/],
  },
  {
    title: 'a wrong client secret, which is not quoted',
    change: (emulator) => clientOf(emulator, { secret: SECRET }),
    messages: [/does not accept the OAuth client "keyturn" with its secret/],
  },
  {
    title: 'an identity that is not an admin',
    tenant: {
      callHook: ({ path }) =>
        path.startsWith('/api/v2/users/me')
          ? { status: 200, body: { user: { id: 6164039664299, role: 'agent' } } }
          : undefined,
    },
    messages: [/^The token does not belong to an admin; the role is agent/],
  },
  {
    title: 'no passcode source',
    change: () => ({ passcodes: undefined }),
    messages: [/this run cannot read it/],
  },
  {
    title: 'a passcode command that cannot be started',
    change: () => ({ passcodes: new CommandSource('keyturn-no-such-command') }),
    messages: [/^The command in KEYTURN_PASSCODE_COMMAND does not work: /],
  },
  {
    title: 'admins who may not set passwords',
    tenant: { adminsCanSetUserPasswords: false },
    messages: [/^On this tenant, admins may not set passwords/],
  },
  {
    title: 'enforced single sign-on',
    tenant: { enforceSso: true },
    messages: [/^The team members must use single sign-on/],
  },
  {
    title: 'no Zendesk passwords',
    tenant: { zendeskLogin: false },
    messages: [/^The team members may not sign in with a Zendesk password/],
  },
  {
    title: 'enforced two-factor authentication, and no way to read its codes',
    tenant: { twoFactorEnforce: true },
    change: () => ({ passcodes: undefined }),
    messages: [
      /^the tenant cannot be tested yet, for 2 reasons:/,
      /^The team members must use two-factor authentication/m,
    ],
  },
];
for (const { title, tenant = {}, change, messages } of PROBLEMS) {
  test(`the problem is reported: ${title}`, async () => {
    const said = await onTenant(tenant, change);
    for (const message of messages) expect(said).toMatch(message);
    expect(said).not.toContain(SECRET);
  });
}

test('in CI, no browser window is opened for a manual sign-in', async () => {
  const before = process.env['CI'];
  process.env['CI'] = 'true';
  try {
    const said = await onTenant({}, (emulator) => ({
      target: {
        ...clientOf(emulator, {}).target,
        admin: { grant: 'authorization_code', credentials: undefined },
      },
    }));
    expect(said).toMatch(/^The admin must sign in manually, but CI is set/);
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, 'CI');
    else process.env['CI'] = before;
  }
});

test('an unreachable sign-in page is reported with the rest', async () => {
  const said = await onTenant({ adminsCanSetUserPasswords: false }, undefined, AGENT, () =>
    Promise.reject(new Blocked('No browser could be started.', { remedy: 'install one', help: 'browser' })),
  );
  expect(said).toMatch(/for 2 reasons:/);
  expect(said).toMatch(/admins may not set passwords/);
  expect(said).toMatch(
    /No browser could be started\.\n {2}To do: install one\n {2}More: {2}npm run doctor -- --explain browser/,
  );
});

test('a passcode command may find no email yet, and may be broken if the test user is an end user', async () => {
  expect(await onTenant({}, () => ({ passcodes: new CommandSource('exit 1') }))).toBeUndefined();
  const broken = new CommandSource('keyturn-no-such-command');
  expect(await onTenant({}, () => ({ passcodes: broken }), { ...AGENT, role: 'end-user' })).toBeUndefined();
});

test('all problems are reported at once', async () => {
  const said = await onTenant(
    { adminsCanSetUserPasswords: false, enforceSso: true, zendeskLogin: false, twoFactorEnforce: true },
    () => ({ passcodes: undefined }),
  );
  expect(said).toMatch(/^the tenant cannot be tested yet, for 5 reasons:/);
});

test('enforced two-factor authentication may send its codes by email, so it stops no run that can read them', async () => {
  expect(await onTenant({ twoFactorEnforce: true })).toBeUndefined();
});

test('an end user needs no passcode source', async () => {
  const said = await onTenant({}, () => ({ passcodes: undefined }), { ...AGENT, role: 'end-user' });
  expect(said).toBeUndefined();
});

/** The message about a server that answers every request with this listener. */
async function onServer(listener: RequestListener): Promise<string | undefined> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const emulator = await startZendesk({});
  try {
    return await preflight({ ...emulator, baseUrl });
  } finally {
    await emulator.close();
    server.closeAllConnections();
    server.close();
  }
}

for (const [title, listener, message] of [
  [
    'a web page',
    (_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>Welcome</title><script>alert(1)</script>');
    },
    /does not answer like Zendesk/,
  ],
  [
    'a redirect to itself',
    (incoming, response) => {
      response.writeHead(302, { location: incoming.url ?? '/' });
      response.end();
    },
    / redirects to /,
  ],
  [
    'no answer',
    (incoming) => incoming.socket.destroy(),
    /no answer from [^ ]+: the connection (?:broke|was closed)/,
  ],
] satisfies [string, RequestListener, RegExp][]) {
  test(`a server that is not Zendesk is reported: ${title}`, async () => {
    expect(await onServer(listener)).toMatch(message);
  });
}
