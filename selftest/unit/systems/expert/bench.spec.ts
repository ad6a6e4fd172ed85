/** The bench of Expert on an emulator: which users it leases, lets rest, resets and releases. */
import { expect, test } from '../../../support/test.ts';
import { type ExpertEmulator, type ExpertOptions, startExpert } from '../../../../emulators/expert/index.ts';
import { failureExplainer } from '../../../../helpers/contract/check.ts';
import { RefusalNotServed } from '../../../../helpers/http/exchange.ts';
import { userXml } from '../../../../helpers/systems/expert/api.ts';
import type { ExpertBench } from '../../../../helpers/systems/expert/bench.ts';
import { NonConformant, NotTried } from '../../../../helpers/verdict/errors.ts';
import { expertBench } from '../../../support/expert-bench.ts';

async function withBench(
  act: (bench: ExpertBench, emulator: ExpertEmulator) => Promise<void>,
  options: Partial<ExpertOptions> = {},
): Promise<void> {
  const emulator = await startExpert(options);
  const bench = expertBench(emulator);
  try {
    await act(bench, emulator);
  } finally {
    await bench.connection.transport.dispose();
    await emulator.close();
  }
}

test('the bench keeps its users from check to check, and releases them inactive', async () => {
  await withBench(async (bench, emulator) => {
    await bench.begin({});
    const [user, other] = [await bench.user(), await bench.other()];
    await bench.begin({ failedSignIns: 3 });
    expect([await bench.user(), await bench.other()]).toEqual([user, other]);
    expect((await bench.signIn(user, user.password)).status).toBe(200);
    expect(await bench.cookie(user)).toBe(await bench.cookie(user));
    await bench.close();
    expect(bench.connection.ledger.own()).toEqual([]);
    const left = emulator.witness.users().filter(({ active, preexisting }) => active && !preexisting);
    expect(left).toEqual([]);
  });
});

test('a user with too few failed sign-ins left is replaced, and released in the end', async () => {
  await withBench(async (bench, emulator) => {
    await bench.begin({});
    const user = await bench.user();
    for (let count = 0; count < 6; count++) await bench.signIn(user, bench.newPassword());
    await bench.begin({ failedSignIns: 2 });
    expect((await bench.user()).id).toBe(user.id);
    await bench.begin({ failedSignIns: 3 });
    const next = await bench.user();
    expect(next).toMatchObject({ as: 'test user' });
    expect(next.id).not.toBe(user.id);
    expect((await bench.signIn(next, next.password)).status).toBe(200);
    await expect(bench.begin({ failedSignIns: 9 })).rejects.toThrow('may not have that many');
    await bench.close();
    expect(emulator.witness.users().filter(({ active, preexisting }) => active && !preexisting)).toEqual([]);
  });
});

test('no more than two users are active at once, however many were replaced', async () => {
  await withBench(async (bench, emulator) => {
    const active = () => emulator.witness.users().filter((each) => each.active && !each.preexisting);
    const ids = new Set<number>();
    for (let round = 0; round < 3; round++) {
      await bench.begin({ failedSignIns: 8 });
      for (const user of [await bench.user(), await bench.other()]) {
        ids.add(user.id);
        expect((await bench.signIn(user, user.password)).status).toBe(200);
        bench.countFailure(user);
      }
      expect(active().map(({ id }) => id)).toHaveLength(2);
    }
    expect(ids.size).toBe(6);
    await bench.close();
    expect(active()).toEqual([]);
  });
});

test('what a check has changed is reset, and nothing else', async () => {
  await withBench(async (bench) => {
    await bench.begin({});
    const user = await bench.user();
    const { password } = user;
    bench.markDocumentDirty(user);
    await bench.begin({});
    expect(user.password).toBe(password);
    bench.markPasswordsDirty(user);
    await bench.begin({});
    expect(user.password).not.toBe(password);
    bench.markPasswordsDirty(user);
    bench.markDocumentDirty(user);
    await bench.admin.updateUser(user.id, { status: 'inactive' });
    await bench.begin({});
    expect((await bench.signIn(user, user.password)).status).toBe(200);
    // Deactivated and activated again, as if nothing had happened.
    const before = user.password;
    await bench.deactivate(user);
    await bench.activate(user);
    await bench.begin({});
    expect(user.password).toBe(before);
  });
});

test('a cookie and a look at a user serve one check only', async () => {
  await withBench(async (bench) => {
    await bench.begin({});
    const user = await bench.user();
    const [cookie, before] = [await bench.cookie(user), await bench.before(user)];
    expect(await bench.cookie(user)).toBe(cookie);
    expect(await bench.before(user)).toBe(before);
    expect((await bench.setPassword(user, bench.newPassword())).status).toBe(200);
    expect(await bench.cookie(user), 'of another password').not.toBe(cookie);
    const later = await bench.cookie(user);
    await bench.begin({});
    expect(await bench.before(user)).not.toBe(before);
    expect(await bench.lookUp('0')).toBe(await bench.lookUp('0'));
    expect((await bench.identities.cookie('test user', later).showSelf()).body.id).toBe(user.id);
  });
});

test('a dirty user is active again, with their name and a known password', async () => {
  await withBench(async (bench) => {
    await bench.begin({});
    const user = await bench.user();
    const before = await bench.snapshot(user);
    await bench.admin.updateUser(user.id, { status: 'inactive', fullname: 'Nora' });
    await bench.admin.setPassword(user.id, bench.newPassword());
    bench.markDirty();
    await bench.begin({});
    expect(await bench.snapshot(user)).toEqual(before);
    expect((await bench.signIn(user, user.password)).status).toBe(200);
  });
});

test('a user whom the site has locked does not break the contract', async () => {
  await withBench(
    async (bench) => {
      await bench.begin({});
      const user = await bench.user();
      for (let count = 0; count < 5; count++) await bench.signIn(user, bench.newPassword());
      const refused: unknown = await bench.newCookie(user).catch((error: unknown) => error);
      const why = await bench.explain(refused);
      expect(why).toBeInstanceOf(NotTried);
      expect(String(why)).toMatch(/locked keyturn-2 after \d+ deliberate failed sign-ins/);
      // From here on, the user has fewer failed sign-ins than that.
      await expect(bench.begin({ failedSignIns: 6 })).rejects.toThrow(/this site locks users after/);
    },
    { lockout: 5 },
  );
});

test('what a user wrote without the right to is reverted, so that they are ours again', async () => {
  await withBench(
    async (bench) => {
      await bench.begin({});
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const { role } = (await bench.admin.showUser(user.id)).body;
      const fields = { username: 'keyturn-9002', role: 'Editor' } as const;
      expect((await bench.basic(user).updateUser('current', fields)).status).toBe(200);
      expect(await bench.snapshot(user)).toMatchObject({ username: 'keyturn-9002' });
      await bench.revertWrite(user, role);
      expect(await bench.snapshot(user)).toEqual(before);
    },
    { fault: 'own-role-may-be-changed' },
  );
});

for (const [fault, how] of [
  ['creation-refused-but-done', 'refused'],
  ['anybody-creates', 'done'],
  [null, 'refused'],
] as const)
  test(`a user who is created although it must be refused is inactive: ${fault ?? 'no one is created'}`, async () => {
    await withBench(
      async (bench, emulator) => {
        await bench.begin({});
        const as = bench.basic(await bench.user());
        const { answer, made } = await bench.attemptCreation((fields) =>
          as.rawUser(undefined, userXml(fields)),
        );
        expect([answer.status, made.length]).toEqual([how === 'done' ? 200 : 403, fault === null ? 0 : 1]);
        for (const { id, username } of made) {
          expect(username).toMatch(/^keyturn-9\d{3}$/);
          expect(emulator.witness.users().find((each) => each.id === id)).toMatchObject({
            active: false,
            fullname: 'Keyturn test user (free)',
          });
        }
        expect(bench.connection.ledger.own()).toHaveLength(1);
      },
      { fault },
    );
  });

test('a second user with the same name in another case is found, and made inactive', async () => {
  await withBench(
    async (bench, emulator) => {
      await bench.begin({});
      const { id, username } = await bench.user();
      const { made } = await bench.attemptCreation(
        (fields) => bench.admin.rawUser(undefined, userXml(fields)),
        username.toUpperCase(),
      );
      expect(made.map((user) => user.username)).toEqual([username.toUpperCase()]);
      expect(made.map((user) => user.id)).not.toContain(id);
      const active = emulator.witness.users().filter((each) => each.active && !each.preexisting);
      expect(active.map((user) => user.id)).toEqual([id]);
    },
    { fault: 'name-in-another-case-is-free' },
  );
});

test('a server error for a refused sign-in breaks the contract if the admin’s calls succeed', async () => {
  await withBench(
    async (bench) => {
      await bench.begin({});
      const refused = await bench.signIn(await bench.user(), bench.newPassword());
      expect(refused.status).toBe(500);
      const error = await failureExplainer(bench)(new RefusalNotServed(refused));
      expect(error).toBeInstanceOf(NonConformant);
      expect(String(error)).toContain('answered 500, 500, 500 each time, while other calls worked');
      // Each of them may have been a failed sign-in.
      await bench.begin({ failedSignIns: 5 });
      expect((await bench.user()).username).toBe('keyturn-3');
    },
    { fault: 'wrong-password-answered-500' },
  );
});

test('closing tries every step, and throws the first failure', async () => {
  let failing = 0;
  await withBench(
    async (bench, emulator) => {
      await bench.begin({});
      const user = await bench.user();
      await bench.other();
      failing = user.id;
      await expect(bench.close()).rejects.toThrow();
      const active = emulator.witness.users().filter((each) => each.active && !each.preexisting);
      expect(active.map(({ id }) => id)).toEqual([user.id]);
      expect(bench.connection.ledger.own().map(({ id }) => id)).toEqual([user.id]);
    },
    {
      callHook: ({ path }) =>
        failing > 0 && path.endsWith(`/users/${String(failing)}`) ? { status: 500, body: '' } : undefined,
    },
  );
});
