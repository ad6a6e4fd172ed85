/** The clean-up of a run releases the users that it leased, whatever went wrong, and touches nothing else. */
import { expect, test } from '../../../support/test.ts';
import { startExpert } from '../../../../emulators/expert/index.ts';
import type { CleanUpRecord } from '../../../../helpers/clean-up/clean-up.ts';
import type { Call } from '../../../../helpers/http/call.ts';
import { HostGuard } from '../../../../helpers/http/hosts.ts';
import { LostCall, Transport } from '../../../../helpers/http/transport.ts';
import { isUser } from '../../../../helpers/ledger/entry.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { runId } from '../../../../helpers/run-id.ts';
import { generatePassword } from '../../../../helpers/secrets/password.ts';
import { SecretRegistry } from '../../../../helpers/secrets/registry.ts';
import { cleanUp } from '../../../../helpers/systems/expert/clean-up.ts';
import { asAdmin, type ExpertConnection } from '../../../../helpers/systems/expert/connection.ts';
import { lease } from '../../../../helpers/systems/expert/lease.ts';
import { FREE_NAME } from '../../../../helpers/systems/expert/marker.ts';
import { resultsOf } from '../../step-results.ts';
import {
  connectTo,
  free,
  leasedBy,
  loseAnswerOnce,
  type Person,
  poolOf,
  PREFIX,
  refusal,
  SELF_ID,
  SITE,
  StubSite,
} from './tiny-site.ts';
import { WHAT_TO_DO } from '../../../support/what-to-do.ts';

const seen = ({ steps, clean }: CleanUpRecord) => ({ lines: resultsOf(steps).lines, clean });

const OTHER = 'zzzzzzzzzz';
const PASSWORD = generatePassword([], new SecretRegistry());
const second = (change: Partial<Person> = {}) => ({ id: 8, username: 'keyturn-2', ...change });

/** A connection whose ledger contains users with these names. */
function recording(site: StubSite, ...names: string[]): ExpertConnection {
  const connection = connectTo(site);
  for (const address of names) connection.ledger.creating({ kind: 'user', address, marker: 'x' });
  return connection;
}

const isUpdate = ({ method }: Call<unknown>) => method === 'PUT';

test('nothing is written if no user is recorded', async () => {
  const site = new StubSite(free(), leasedBy(OTHER, new Date(), second()));
  expect(seen(await cleanUp(recording(site), PREFIX))).toEqual({ lines: ['found the admin'], clean: true });
  expect(site.writes).toEqual([]);
});

test('the admin is found, and the user of the run is released', async () => {
  const site = new StubSite();
  const connection = connectTo(site);
  const { user } = await lease(poolOf(site, { ledger: connection.ledger }), PASSWORD);
  expect(seen(await cleanUp(connection, PREFIX))).toEqual({
    lines: ['found the admin', `deactivated user ${String(user.id)} (keyturn-1)`],
    clean: true,
  });
  expect(site.people.get(user.id)).toMatchObject({ status: 'inactive', fullname: FREE_NAME });
  expect(connection.ledger.own()).toEqual([]);
});

test('all users of the run are released, and no others', async () => {
  const others = [
    leasedBy(OTHER, new Date(), { id: 9, username: 'keyturn-3' }),
    free({ id: 10, username: 'keyturn-4', fullname: 'Nora Testa', status: 'active' }),
  ];
  const site = new StubSite(leasedBy(runId()), leasedBy(runId(), new Date(), second()), ...others);
  const { clean } = await cleanUp(recording(site, 'keyturn-1', 'keyturn-2'), PREFIX);
  expect(clean).toBe(true);
  expect(site.writes).toEqual(['PUT /@api/deki/users/7', 'PUT /@api/deki/users/8']);
  for (const person of others) expect(site.people.get(person.id)).toEqual(person);
});

test('a user whom another run has leased since is left alone', async () => {
  const person = leasedBy(OTHER);
  const site = new StubSite(person);
  const connection = recording(site, 'keyturn-1');
  expect(seen(await cleanUp(connection, PREFIX))).toEqual({
    lines: ['found the admin', `keyturn-1 was left alone: run ${OTHER} has leased them`],
    clean: true,
  });
  expect(site.people.get(7)).toEqual(person);
});

const STRANGERS: [title: string, person: Person][] = [
  ['a person with that name', free({ fullname: 'Nora Testa', status: 'active' })],
  ['a user who became an admin', leasedBy(runId(), new Date(), { role: 'Admin' })],
  ['the admin of this run', leasedBy(runId(), new Date(), { id: SELF_ID, role: 'Admin' })],
];
for (const [title, person] of STRANGERS) {
  test(`${title} is left alone, and the run is not clean`, async () => {
    const site = new StubSite(person);
    const connection = recording(site, 'keyturn-1');
    const { steps, clean } = await cleanUp(connection, PREFIX);
    const { lines } = resultsOf(steps);
    expect(lines[1]).toMatch(/^FAILED: deactivate keyturn-1: User \d+ was left alone: the(?:y|ir) /);
    expect(clean).toBe(false);
    expect(site.writes).toEqual([]);
    expect(connection.ledger.own()).toHaveLength(1);
  });
}

test('a user whose creation got no answer is found by their name', async () => {
  const site = new StubSite();
  const connection = connectTo(site);
  loseAnswerOnce(site, ({ method }) => method === 'POST');
  await expect(lease(poolOf(site, { ledger: connection.ledger }), PASSWORD)).rejects.toThrow(LostCall);
  expect(site.named('keyturn-1')?.status).toBe('active');
  expect((await cleanUp(connection, PREFIX)).clean).toBe(true);
  expect(site.named('keyturn-1')).toMatchObject({ status: 'inactive', fullname: FREE_NAME });
});

test('a user who cannot be found is left to the next run', async () => {
  const site = new StubSite();
  const folder = test.info().outputPath('ledger');
  const connection = connectTo(site, new Ledger({ tenant: SITE, run: runId(), folder }));
  connection.ledger.creating({ kind: 'user', address: 'keyturn-1', marker: 'x' });
  const { lines } = resultsOf((await cleanUp(connection, PREFIX)).steps);
  expect(lines[1]).toMatch(/^keyturn-1 was not found/);
  expect(connection.ledger.own()).toEqual([]);
  expect(new Ledger({ tenant: SITE, run: OTHER, folder }).others()).toEqual([
    expect.objectContaining({ notFound: true }),
  ]);
});

test('a step that fails does not stop the others', async () => {
  const site = new StubSite(leasedBy(runId()), leasedBy(runId(), new Date(), second()));
  const connection = recording(site, 'keyturn-1', 'keyturn-2');
  site.answer = (call) => (isUpdate(call) && call.path.endsWith('/7') ? refusal(403) : undefined);
  const { steps, clean } = await cleanUp(connection, PREFIX);
  const { lines } = resultsOf(steps);
  expect(lines).toEqual([
    'found the admin',
    expect.stringMatching(/^FAILED: deactivate keyturn-1: PUT \/@api\/deki\/users\/7 as admin answered 403/),
    'deactivated user 8 (keyturn-2)',
  ]);
  expect(clean).toBe(false);
  expect(
    connection.ledger
      .own()
      .filter(isUser)
      .map(({ thing }) => thing.address),
  ).toEqual(['keyturn-1']);
  // The worker's teardown tries again.
  site.answer = () => undefined;
  expect((await cleanUp(connection, PREFIX)).clean).toBe(true);
});

test('without the admin, nothing is done, and the user stays recorded', async () => {
  const site = new StubSite(leasedBy(runId()));
  const connection = recording(site, 'keyturn-1');
  site.answer = () => refusal(401);
  const { steps, clean } = await cleanUp(connection, PREFIX);
  const { lines } = resultsOf(steps);
  expect(lines).toEqual([expect.stringMatching(/^FAILED: find the admin: .*does not accept/)]);
  expect(clean).toBe(false);
  expect(connection.ledger.own()).toHaveLength(1);
  expect(lines.join()).not.toContain('the-password-of-Ada');
});

for (const [title, answer] of [
  [
    'does not answer',
    () => {
      throw new LostCall('no answer', WHAT_TO_DO);
    },
  ],
  ['answers 500', () => refusal(500)],
  ['answers 200 without a body', () => ({ status: 200 })],
  ['answers with a web page', () => ({ status: 200, text: '<html></html>' })],
  ['answers with a list', () => ({ status: 200, text: '[]' })],
  ['answers with a truncated document', () => ({ status: 200, text: '<user id="1"><username>Ada' })],
] as const) {
  test(`on a site that ${title}, the clean-up does not throw, and the user stays recorded`, async () => {
    const site = new StubSite(leasedBy(runId()));
    const connection = recording(site, 'keyturn-1');
    site.answer = answer;
    const { steps, clean } = await cleanUp(connection, PREFIX);
    const { lines } = resultsOf(steps);
    expect(clean).toBe(false);
    expect(lines).toEqual([expect.stringMatching(/^FAILED: find the admin: /)]);
    expect(connection.ledger.own()).toHaveLength(1);
    expect(site.writes).toEqual([]);
  });
}

test.describe('on an emulator', () => {
  type Options = NonNullable<Parameters<typeof startExpert>[0]>;
  type Act = (
    connection: ExpertConnection,
    made: () => { username: string; active: boolean }[],
  ) => Promise<void>;

  /** Acts on an emulator. `made` returns the users that were created on it. Existing users must be unchanged. */
  async function onEmulator(options: Options, act: Act): Promise<void> {
    const { baseUrl, admin, witness, close } = await startExpert(options);
    const secrets = new SecretRegistry();
    const guard = new HostGuard([]);
    const transport = new Transport({ baseUrl, userAgent: 'Keyturn', proxy: undefined, guard, secrets });
    const { username, password } = admin;
    try {
      const target = { baseUrl, admin: { by: 'password', username, password } } as const;
      const ledger = new Ledger({ tenant: baseUrl, run: runId() });
      await act({ target, transport, secrets, ledger }, () =>
        witness.users().filter(({ preexisting }) => !preexisting),
      );
      expect(witness.touched()).toEqual([]);
    } finally {
      await transport.dispose();
      await close();
    }
  }

  const poolIn = (connection: ExpertConnection) =>
    poolOf(new StubSite(), { api: asAdmin(connection), ledger: connection.ledger });

  test('a user is created, released, and leased again', async () => {
    await onEmulator({}, async (connection, made) => {
      expect((await lease(poolIn(connection), PASSWORD)).how).toBe('created');
      expect((await cleanUp(connection, PREFIX)).clean).toBe(true);
      expect(made().map(({ active }) => active)).toEqual([false]);
      expect((await lease(poolIn(connection), PASSWORD)).how).toBe('reactivated');
      expect(made().map(({ active }) => active)).toEqual([true]);
    });
  });

  test('a user whose creation took effect before the connection broke is released', async () => {
    let lost = false;
    const callHook = ({ method }: { method: string }) => {
      if (method !== 'POST' || lost) return undefined;
      lost = true;
      return 'act-then-drop' as const;
    };
    await onEmulator({ callHook }, async (connection, made) => {
      await expect(lease(poolIn(connection), PASSWORD)).rejects.toThrow(LostCall);
      expect(made().map(({ active }) => active)).toEqual([true]);
      expect(connection.ledger.own()).toHaveLength(1);
      expect((await cleanUp(connection, PREFIX)).clean).toBe(true);
      expect(made().map(({ active }) => active)).toEqual([false]);
    });
  });
});
