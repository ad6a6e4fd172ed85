/**
 * The messages about a tenant that cannot be tested say what to do about it. The notebook's first cell shows the same.
 */
import { expect, test } from '@playwright/test';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  startZendesk,
  type ZendeskEmulator,
  type ZendeskOptions,
} from '../../../../emulators/zendesk/index.ts';
import { CommandSource } from '../../../../helpers/passcode/command.ts';
import { Blocked } from '../../../../helpers/verdict/errors.ts';
import { problemsOf } from '../../../../helpers/preflight/requirements.ts';
import { checkRequirements } from '../../../../helpers/systems/zendesk/preflight.ts';
import type { TestUserSettings } from '../../../../helpers/systems/zendesk/settings.ts';
import { signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import { zendeskBench } from '../../../support/zendesk-bench.ts';
import { probeSignIn } from '../../../../helpers/systems/zendesk/authorization.ts';
import type { ZendeskConnection } from '../../../../helpers/systems/zendesk/connection.ts';

const AGENT: TestUserSettings = {
  role: 'agent',
  name: undefined,
  email: 'keyturn+{run}@example.com',
  emailIsOurs: true,
  password: undefined,
};
const SECRET = 'wrong-secret-of-the-client';

type Change = (emulator: ZendeskEmulator) => Partial<ZendeskConnection>;

/** A client whose numeric ID, or whose wrong secret, is in the settings. */
const clientOf = (emulator: ZendeskEmulator, client: Partial<ZendeskEmulator['client']>) => ({
  target: {
    baseUrl: emulator.baseUrl,
    redirectUri: emulator.redirectUri,
    admin: { grant: 'client_credentials' as const },
    client: { ...emulator.client, ...client },
  },
});

/** The message of the first cell; `undefined` if the tenant can be tested. */
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
    const requirements = await checkRequirements(bench.connection, admin, testUser, () =>
      probeSignIn(bench.connection, testUser.email),
    );
    return problemsOf(requirements, 'the tenant')?.message;
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

test('of a tenant that can be tested nothing is said', async () => {
  expect(await onTenant({})).toBeUndefined();
});

const PROBLEMS: { title: string; tenant?: Partial<ZendeskOptions>; change?: Change; says: RegExp[] }[] = [
  {
    title: 'a client’s number for its identifier',
    change: (emulator) => clientOf(emulator, { identifier: String(emulator.client.id) }),
    says: [/ZENDESK_CLIENT_ID is a number/, /OAuth clients/],
  },
  {
    title: 'a wrong client secret, which is not repeated',
    change: (emulator) => clientOf(emulator, { secret: SECRET }),
    says: [/does not accept the OAuth client "keyturn" with its secret/],
  },
  {
    title: 'an admin who is not one',
    tenant: {
      callHook: ({ path }) =>
        path.startsWith('/api/v2/users/me')
          ? { status: 200, body: { user: { id: 6164039664299, role: 'agent' } } }
          : undefined,
    },
    says: [/^The token does not belong to an admin; the role is agent/],
  },
  {
    title: 'no way to read a passcode',
    change: () => ({ passcodes: undefined }),
    says: [/this run cannot read it/],
  },
  {
    title: 'a command for passcodes that cannot be started',
    change: () => ({ passcodes: new CommandSource('keyturn-no-such-command') }),
    says: [/^The command in KEYTURN_PASSCODE_COMMAND does not work: /],
  },
  {
    title: 'that admins may not set passwords',
    tenant: { adminsCanSetUserPasswords: false },
    says: [/^On this tenant, admins may not set passwords/],
  },
  {
    title: 'single sign-on',
    tenant: { enforceSso: true },
    says: [/^The team members must use single sign-on/],
  },
  {
    title: 'no Zendesk passwords',
    tenant: { zendeskLogin: false },
    says: [/^The team members may not sign in with a Zendesk password/],
  },
  {
    title: 'two-factor authentication',
    tenant: { twoFactorEnforce: true },
    says: [/^The team members must enroll in two-factor/],
  },
];
for (const { title, tenant = {}, change, says } of PROBLEMS) {
  test(`it is said: ${title}`, async () => {
    const said = await onTenant(tenant, change);
    for (const sentence of says) expect(said).toMatch(sentence);
    expect(said).not.toContain(SECRET);
  });
}

test('in CI no window is opened for a person to sign in', async () => {
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
    Promise.reject(new Blocked('No browser could be started.', { remedy: 'install one' })),
  );
  expect(said).toMatch(/for 2 reasons:/);
  expect(said).toMatch(/admins may not set passwords/);
  expect(said).toMatch(/No browser could be started\.\n {2}To do: install one/);
});

test('a command that finds no mail yet is fine, and so is a broken one for an end user, who is asked for none', async () => {
  expect(await onTenant({}, () => ({ passcodes: new CommandSource('exit 1') }))).toBeUndefined();
  const broken = new CommandSource('keyturn-no-such-command');
  expect(await onTenant({}, () => ({ passcodes: broken }), { ...AGENT, role: 'end-user' })).toBeUndefined();
});

test('everything missing is reported at once', async () => {
  const said = await onTenant(
    { adminsCanSetUserPasswords: false, enforceSso: true, zendeskLogin: false, twoFactorEnforce: true },
    () => ({ passcodes: undefined }),
  );
  expect(said).toMatch(/^the tenant cannot be tested yet, for 5 reasons:/);
});

test('an end user is asked for no passcode', async () => {
  const said = await onTenant({}, () => ({ passcodes: undefined }), { ...AGENT, role: 'end-user' });
  expect(said).toBeUndefined();
});

/** A tenant that gives the same answer to every request. */
async function nonsense(listener: RequestListener): Promise<string | undefined> {
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

for (const [title, listener, says] of [
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
    'nothing at all',
    (incoming) => incoming.socket.destroy(),
    /no answer from [^ ]+: the connection (?:broke|was closed)/,
  ],
] satisfies [string, RequestListener, RegExp][]) {
  test(`${title} is a sentence`, async () => {
    expect(await nonsense(listener)).toMatch(says);
  });
}
