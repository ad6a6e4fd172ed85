/** The bench of Zendesk on an emulator: whose users it keeps, replaces and removes. */
import { expect, test } from '@playwright/test';
import { startZendesk, type ZendeskEmulator, type ZendeskOptions } from '../../emulators/zendesk/index.ts';
import type { UserCap } from '../../helpers/contract/cap.ts';
import { Blocked, NotTried } from '../../helpers/verdict/errors.ts';
import type { ZendeskBench } from '../../helpers/zendesk/bench.ts';
import { codeGrant } from '../../helpers/zendesk/sign-in.ts';
import { zendeskBench } from '../support/benches.ts';
import { expectClean } from '../support/expect-clean.ts';

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

test('keeps its user from check to check, and leaves nobody', async () => {
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
  ['by run', {}],
  ['that are fixed', FIXED],
] as const) {
  test(`whoever has borne the most failed sign-ins is replaced, with addresses ${title}`, async () => {
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
      expect((await bench.user()).id, 'nobody is replaced without need').toBe(next.id);
      await bench.close();
      expectClean(emulator);
    }, changes);
  });
}

test('a user in doubt gets a password that is known; a suspended one is replaced', async () => {
  await withBench(async (bench) => {
    await bench.begin({});
    const user = await bench.user();
    const admin = await bench.admin();
    await admin.api.setPassword(user.id, bench.anyPassword());
    bench.doubt();
    await bench.begin({});
    expect((await bench.user()).id).toBe(user.id);
    expect((await bench.signIn(user, user.password)).outcome).toBe('signed in');
    await admin.api.deleteUser(user.id);
    bench.doubt();
    await bench.begin({});
    expect((await bench.user()).id).not.toBe(user.id);
  });
});

test('the cap holds, and a second user needs an address of its own', async () => {
  const cap = {
    take: () => {
      throw new NotTried('no more');
    },
  } as unknown as UserCap;
  await withBench((bench) => expect(bench.begin({})).rejects.toThrow('no more'), { settings: { cap } });
  await withBench(async (bench) => {
    await bench.begin({});
    await expect(bench.other()).rejects.toThrow(
      /address of its own[^]*put \{run\} into ZENDESK_TEST_USER_EMAIL/,
    );
  }, FIXED);
  await withBench((bench) => expect(bench.begin({ failedSignIns: 4 })).rejects.toThrow('cannot bear'));
});

test('a token that could not be looked at is not called dead', async () => {
  let busy = false;
  await withBench(
    async (bench, emulator) => {
      await bench.begin({});
      const user = await bench.user();
      const { token } = await bench.session(user);
      busy = true;
      await expect(bench.session(user)).rejects.toThrow(Blocked);
      busy = false;
      expect(token.dead).toBe(false);
      await bench.close();
      expectClean(emulator);
    },
    {},
    {
      intercept: ({ path }) =>
        busy && path.endsWith('/tokens/current') ? { status: 500, body: '{}' } : undefined,
    },
  );
});

test('closing tries everything, and throws what failed first; the admin’s last token goes, too', async () => {
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
      intercept: ({ method, path }) =>
        failing && method === 'DELETE' && path.startsWith('/api/v2/users/')
          ? { status: 500, body: '{}' }
          : undefined,
    },
  );
});

test('a code is not exchanged by asking for it; what is exchanged is held; who denies gets none', async () => {
  await withBench(async (bench, emulator) => {
    await bench.begin({});
    const user = await bench.user();
    const denied = await bench.authorize(user, { decision: 'deny' });
    expect(denied).toMatchObject({ outcome: 'denied', callback: { error: 'access_denied' } });
    const before = emulator.witness.liveTokens().length;
    const authorized = await bench.authorize(user);
    if (authorized.outcome !== 'answered') throw new Error(authorized.outcome);
    expect(emulator.witness.liveTokens()).toHaveLength(before);
    const request = codeGrant(bench.connection.target, authorized.code, authorized.proof);
    const { token } = await bench.requestToken(user.identity, request);
    expect(token?.id).toBeDefined();
    const again = await bench.requestToken(user.identity, request);
    expect(again).toMatchObject({ token: undefined, answer: { status: 400 } });
    expect(
      await bench.authorize(user, { redirectUri: 'https://keyturn.invalid/x', mayBeTurnedAway: true }),
    ).toMatchObject({ outcome: 'turned away' });
    const { outcome } = await bench.authorize({ ...user, password: bench.anyPassword() });
    expect(outcome).toBe('refused');
    await bench.close();
    expectClean(emulator);
  });
});
