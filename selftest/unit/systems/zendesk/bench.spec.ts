/** The bench of Zendesk on an emulator: which users it keeps, replaces and removes, and which tokens it revokes. */
import { expect, test } from '../../../support/test.ts';
import {
  startZendesk,
  type ZendeskEmulator,
  type ZendeskOptions,
} from '../../../../emulators/zendesk/index.ts';
import type { UserCap } from '../../../../helpers/contract/cap.ts';
import { isUser } from '../../../../helpers/ledger/entry.ts';
import type { Role } from '../../../../helpers/systems/zendesk/api.ts';
import type { ZendeskBench } from '../../../../helpers/systems/zendesk/bench.ts';
import { codeGrant } from '../../../../helpers/systems/zendesk/grants.ts';
import { Blocked, NotTried } from '../../../../helpers/verdict/errors.ts';
import { expectClean } from '../../../support/expect-clean.ts';
import { TEST_USER as zendeskTestUser, zendeskBench } from '../../../support/zendesk-bench.ts';

type Changes = Parameters<typeof zendeskBench>[1];

async function withBench(
  act: (bench: ZendeskBench, emulator: ZendeskEmulator) => Promise<void>,
  changes: Changes = {},
  options: Partial<ZendeskOptions> = {},
): Promise<void> {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true, ...options });
  const bench = zendeskBench(emulator, changes);
  try {
    await act(bench, emulator);
  } finally {
    await bench.connection.transport.dispose();
    await emulator.close();
  }
}

const FIXED: Changes = {
  settings: {
    testUser: {
      role: 'agent',
      name: undefined,
      email: 'qa@acme.example',
      emailIsOurs: true,
      password: undefined,
    },
  },
};

test('the bench keeps its users from check to check, and has no leftovers', async () => {
  await withBench(async (bench, emulator) => {
    await bench.begin({});
    const user = await bench.user();
    await bench.session(user);
    await bench.begin({ failedSignIns: 1 });
    expect(await bench.user()).toBe(user);
    const other = await bench.other();
    expect(other).toMatchObject({ role: 'end-user', identity: 'other test user' });
    expect(other.email).not.toBe(user.email);
    await bench.create();
    await bench.close();
    expectClean(emulator);
    expect(bench.connection.ledger.own()).toEqual([]);
  });
});

for (const [title, changes] of [
  ['with {run} in the email address', {}],
  ['with a fixed email address', FIXED],
] as const) {
  test(`a user whose failed sign-ins are used up is replaced, ${title}`, async () => {
    await withBench(async (bench, emulator) => {
      await bench.begin({});
      const user = await bench.user();
      for (let count = 0; count < 3; count++)
        expect((await bench.signIn(user, bench.anyPassword())).outcome).toBe('refused');
      await expect(bench.signIn(user, user.password)).rejects.toThrow(Blocked);
      await bench.begin({ failedSignIns: 3 });
      const next = await bench.user();
      expect(next.id).not.toBe(user.id);
      expect((await bench.signIn(next, next.password)).outcome).toBe('signed in');
      await bench.begin({ failedSignIns: 3 });
      expect((await bench.user()).id, 'no user is replaced without need').toBe(next.id);
      await bench.close();
      expectClean(emulator);
    }, changes);
  });
}

test('a dirty user gets a known password, and a deleted user is replaced', async () => {
  await withBench(async (bench) => {
    await bench.begin({});
    const user = await bench.user();
    const admin = await bench.admin();
    await admin.api.setPassword(user.id, bench.anyPassword());
    bench.markDirty();
    await bench.begin({});
    expect((await bench.user()).id).toBe(user.id);
    expect((await bench.signIn(user, user.password)).outcome).toBe('signed in');
    await admin.api.deleteUser(user.id);
    bench.markDirty();
    await bench.begin({});
    expect((await bench.user()).id).not.toBe(user.id);
  });
});

test('no user is created beyond the cap, and a second user needs their own email address', async () => {
  const cap = {
    take: () => {
      throw new NotTried('no more');
    },
  } as unknown as UserCap;
  await withBench((bench) => expect(bench.begin({})).rejects.toThrow('no more'), { settings: { cap } });
  await withBench(async (bench) => {
    await bench.begin({});
    await expect(bench.other()).rejects.toThrow(
      /their own email address[^]*put \{run\} into ZENDESK_TEST_USER_EMAIL/,
    );
  }, FIXED);
  await withBench((bench) =>
    expect(bench.begin({ failedSignIns: 4 })).rejects.toThrow('may not have that many'),
  );
});

test('a token is looked up again after anything that may have ended it, and only then', async () => {
  await withBench(async (bench, emulator) => {
    await bench.begin({});
    const user = await bench.user();
    const { token } = await bench.session(user);
    const lookUps = () =>
      emulator.witness.calls().filter(({ path }) => path.endsWith('/tokens/current')).length;
    const before = lookUps();
    expect((await bench.session(user)).token).toBe(token);
    expect(lookUps()).toBe(before);
    await bench.setPassword(user, await bench.newPassword(user));
    expect((await bench.session(user)).token).toBe(token);
    expect(lookUps()).toBe(before + 1);
    bench.markDirty();
    await bench.session(user);
    expect(lookUps()).toBe(before + 2);
    await bench.revoke((await bench.newSession(user)).token);
    const revoked = lookUps();
    await bench.session(user);
    expect(lookUps()).toBe(revoked + 1);
    await bench.close();
    expectClean(emulator);
  });
});

test('a password is typed once for several tokens, and again after the browser sessions have ended', async () => {
  await withBench(async (bench, emulator) => {
    await bench.begin({});
    const user = await bench.user();
    const passwords = () =>
      emulator.witness.calls().filter(({ method, path }) => method === 'POST' && path.startsWith('/access/'))
        .length;
    await bench.newSession(user);
    const typed = passwords();
    const tokens = new Set([
      (await bench.newSession(user)).token.value,
      (await bench.newSession(user)).token.value,
    ]);
    expect(tokens.size).toBe(2);
    expect(passwords()).toBe(typed);
    expect(await (await bench.admin()).api.deleteSessions(user.id)).toMatchObject({ status: 204 });
    await bench.newSession(user);
    expect(passwords()).toBeGreaterThan(typed);
    await bench.close();
    expectClean(emulator);
  });
});

test('a token that could not be looked up is not marked as dead', async () => {
  let busy = false;
  await withBench(
    async (bench, emulator) => {
      await bench.begin({});
      const user = await bench.user();
      const { token } = await bench.session(user);
      await bench.setPassword(user, await bench.newPassword(user));
      busy = true;
      await expect(bench.session(user)).rejects.toThrow(Blocked);
      busy = false;
      expect(token.dead).toBe(false);
      await bench.close();
      expectClean(emulator);
    },
    {},
    {
      callHook: ({ path }) =>
        busy && path.endsWith('/tokens/current') ? { status: 500, body: '{}' } : undefined,
    },
  );
});

test('closing tries every step, revokes even the admin’s last token, and throws the first failure', async () => {
  let failing = false;
  await withBench(
    async (bench, emulator) => {
      await bench.begin({});
      await bench.session(await bench.user());
      await bench.anotherAdmin();
      failing = true;
      await expect(bench.close()).rejects.toThrow();
      failing = false;
      expect(emulator.witness.liveTokens()).toEqual([]);
    },
    {},
    {
      callHook: ({ method, path }) =>
        failing && method === 'DELETE' && path.startsWith('/api/v2/users/')
          ? { status: 500, body: '{}' }
          : undefined,
    },
  );
});

test('an authorization ends with a code, a denial, an error page or a refusal, and the token for a code is held', async () => {
  await withBench(async (bench, emulator) => {
    await bench.begin({});
    const user = await bench.user();
    const denied = await bench.authorize(user, { decision: 'deny' });
    expect(denied).toMatchObject({ outcome: 'denied', callback: { error: 'access_denied' } });
    const before = emulator.witness.liveTokens().length;
    const authorized = await bench.authorize(user);
    if (authorized.outcome !== 'answered') throw new Error(authorized.outcome);
    expect(emulator.witness.liveTokens()).toHaveLength(before);
    const request = codeGrant(bench.connection.target, authorized.code, authorized.binding);
    const { token } = await bench.requestToken(user.identity, request);
    expect(token?.id).toBeDefined();
    const again = await bench.requestToken(user.identity, request);
    expect(again).toMatchObject({ token: undefined, answer: { status: 400 } });
    expect(
      await bench.authorize(user, { redirectUri: 'https://keyturn.invalid/x', mayEndInErrorPage: true }),
    ).toMatchObject({ outcome: 'error page' });
    const { outcome } = await bench.authorize({ ...user, password: bench.anyPassword() });
    expect(outcome).toBe('refused');
    await bench.close();
    expectClean(emulator);
  });
});

/** A user who may not create users tries to, on a tenant that lets them. */
for (const [title, fault, role, status] of [
  ['answered 201', 'agents-create-agents', 'agent', 201],
  ['answered 403', 'agents-create-agents-in-silence', 'agent', 403],
  ['an admin, answered 201, on an emulator', 'agents-create-admins', 'admin', 201],
  ['an admin, answered 403, on an emulator', 'agents-create-admins-in-silence', 'admin', 403],
] as const) {
  test(`a user who is created although it must be refused is removed: ${title}`, async () => {
    await withBench(
      async (bench, emulator) => {
        await bench.begin({});
        const { api } = await bench.session(await bench.user());
        const names = bench.newNames('end-user');
        const { answer, made } = await bench.attemptCreate(api, names, role);
        expect(answer.status).toBe(status);
        const created = emulator.witness.users().find(({ name }) => name === names.name);
        expect(created).toMatchObject({ active: false });
        expect(made).toEqual([created?.id]);
        expect(bench.connection.ledger.own().filter(isUser)).toHaveLength(1);
        await bench.close();
        expectClean(emulator);
      },
      {},
      { fault },
    );
  });
}

test('a refused creation without a user does not stay recorded', async () => {
  await withBench(async (bench) => {
    await bench.begin({});
    const { api } = await bench.session(await bench.user());
    const { answer, made } = await bench.attemptCreate(api, bench.newNames('end-user'), 'agent');
    expect(answer.status).toBe(403);
    expect(made).toEqual([]);
    expect(bench.connection.ledger.own().filter(isUser)).toHaveLength(1);
  });
});

test('the users that an attempt created are unknown if users cannot be found by external ID', async () => {
  await withBench(
    async (bench) => {
      await bench.begin({});
      const { api } = await bench.session(await bench.user());
      const { made } = await bench.attemptCreate(api, bench.newNames('end-user'));
      expect(made).toBeUndefined();
      expect(bench.connection.ledger.own().filter(isUser)).toHaveLength(1);
    },
    {},
    {
      callHook: ({ path }) =>
        path.endsWith('/show_many')
          ? { status: 404, body: { error: 'RecordNotFound', description: 'Not found' } }
          : undefined,
    },
  );
});

test('an attempt does not change a user who already has the email address', async () => {
  await withBench(async (bench) => {
    await bench.begin({});
    const user = await bench.user();
    const { answer, made } = await bench.attemptCreate((await bench.admin()).api, {
      ...bench.newNames('end-user'),
      email: user.email,
    });
    expect(answer.status).toBe(422);
    expect(made).toEqual([]);
    expect((await bench.signIn(user, user.password)).outcome).toBe('signed in');
  });
});

test('no check creates an admin on a live tenant', async () => {
  await withBench(
    async (bench) => {
      await bench.begin({});
      const { api } = await bench.admin();
      const attempt = bench.attemptCreate(api, bench.newNames('end-user'), 'admin' satisfies Role);
      await expect(attempt).rejects.toThrow('an admin would never be removed');
      expect(bench.connection.ledger.own().filter(isUser)).toHaveLength(1);
    },
    { settings: { emulated: false } },
  );
});

test('a token that should not have been issued is revoked', async () => {
  await withBench(
    async (bench, emulator) => {
      await bench.begin({});
      const session = await bench.session(await bench.user());
      const before = emulator.witness.liveTokens().length;
      const issued = await bench.attemptToken(session, emulator.client.id, ['read']);
      expect(issued.status).toBe(201);
      expect(emulator.witness.liveTokens()).toHaveLength(before);
    },
    {},
    { fault: 'agents-issue-tokens' },
  );
});

test('a second agent is not tried without a seat, or if the test user is an end user', async () => {
  await withBench(
    async (bench) => {
      await bench.begin({});
      await expect(bench.createAgent()).rejects.toThrow(NotTried);
    },
    {},
    { seatsLeft: 1 },
  );
  const testUser = { ...zendeskTestUser, role: 'end-user' as const };
  await withBench(
    async (bench) => {
      await bench.begin({});
      await expect(bench.createAgent()).rejects.toThrow(/ZENDESK_TEST_USER_ROLE=agent/);
    },
    { settings: { testUser } },
  );
});

test('a server error counts as a refused sign-in only if every wrong password gets it', async () => {
  await withBench(
    async (bench) => {
      await bench.begin({});
      const [user, other] = [await bench.user(), await bench.other()];
      const wrong = [bench.anyPassword(), bench.anyPassword()];
      expect(await bench.refusals(user, wrong, other)).toEqual(['not served', 'not served']);
      // They count, because they may lock the account.
      expect(bench.connection.failedSignIns.of(user.email)).toBe(2);
      await bench.begin({ failedSignIns: 2 });
      const next = await bench.user();
      const mixed = [bench.anyPassword(), next.password];
      await expect(bench.refusals(next, mixed, other)).rejects.toThrow(Blocked);
    },
    {},
    { fault: 'refused-sign-in-500' },
  );
});

test('a browser’s session gets a code without a password until the session is deleted', async () => {
  await withBench(async (bench) => {
    await bench.begin({});
    const user = await bench.user();
    const first = await bench.authorize(user);
    if (first.outcome !== 'answered') throw new Error(first.outcome);
    expect(first.passwordTyped).toBe(true);
    const session = first.cookies;
    expect(await bench.authorize(user, { session })).toMatchObject({ passwordTyped: false });
    const { api } = await bench.admin();
    expect((await api.deleteSessions(user.id)).status).toBe(204);
    expect(await bench.authorize(user, { session })).toMatchObject({ passwordTyped: true });
    // The device is still recognized, but its session has ended.
    expect(bench.connection.devices.get(user.email)?.map(({ name }) => name)).toEqual(['_zendesk_cookie']);
  });
});

test('another lifetime may be requested for a user’s token, but not for the admin’s', async () => {
  await withBench(async (bench) => {
    await bench.begin({});
    const user = await bench.user();
    const authorized = await bench.authorize(user);
    if (authorized.outcome !== 'answered') throw new Error(authorized.outcome);
    const { target } = bench.connection;
    const request = codeGrant(target, authorized.code, authorized.binding);
    const { answer, token } = await bench.requestToken(user.identity, { ...request, expires_in: 86_400 });
    expect(answer.body.expires_in).toBe(86_400);
    expect(token?.requestedLifetimeS).toBe(86_400);
    await expect(bench.requestToken('admin', { ...request, expires_in: null })).rejects.toThrow(
      'a lifetime of its own',
    );
  });
});

test('an admin whose role /users/me misreports is recognized by their record', async () => {
  await withBench(
    async (bench) => {
      await bench.begin({});
      expect((await bench.user()).id).toBeGreaterThan(0);
    },
    {},
    { fault: 'me-role-untrue' },
  );
});

test('if end users have no passwords, nothing is typed for them, and the check is not tried', async () => {
  await withBench(
    async (bench) => {
      await bench.begin({});
      const other = await bench.other();
      await expect(bench.session(other)).rejects.toThrow(NotTried);
      await expect(bench.authorize(other)).rejects.toThrow('End users do not sign in with a password');
      expect(bench.connection.failedSignIns.of(other.email)).toBe(0);
      expect((await bench.session(await bench.user())).identity).toBe('test user');
    },
    {},
    { endUserLogin: false },
  );
});

test('a token that cannot revoke itself is requested only if the admin can revoke it', async () => {
  await withBench(async (bench, emulator) => {
    await bench.begin({});
    await bench.revoke((await bench.adminWithScope('read')).token);
    await bench.close();
    expectClean(emulator);
  });
  await withBench(
    async (bench, emulator) => {
      await bench.begin({});
      await expect(bench.adminWithScope('read')).rejects.toThrow(NotTried);
      await bench.close();
      expectClean(emulator);
    },
    {},
    { variation: 'without-token-prefix' },
  );
});
