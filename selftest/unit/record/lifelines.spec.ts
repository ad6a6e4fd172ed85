import { expect, test } from '../../support/test.ts';
import { type Lifeline, lifelinesOf } from '../../../helpers/record/lifelines.ts';
import type { RecordedCell } from '../../../helpers/record/schema.ts';
import type { SecretEvent } from '../../../helpers/verdict/cell.ts';
import { at, cell, check, exchange } from '../../support/records.ts';

const TOKEN = 'admin.token#1';

/** An event about a token of the admin, unless it says otherwise. */
const event = (second: number, did: SecretEvent['did'], more: Partial<SecretEvent> = {}): SecretEvent => ({
  secret: TOKEN,
  did,
  at: at(second),
  ...more,
});

/** A cell without calls, in which something happened to secrets. */
const life = (address: string, secrets: SecretEvent[], more: Partial<RecordedCell> = {}): RecordedCell =>
  cell(address, { secrets, exchanges: [], ...more });

/** The only lifeline of some cells. */
function only(cells: RecordedCell[]): Lifeline {
  const lifelines = lifelinesOf(cells).flatMap((tenant) => [...tenant.lifelines, ...tenant.ofChecks]);
  expect(lifelines).toHaveLength(1);
  return lifelines[0] as Lifeline;
}

const summaryOf = ({ marks }: Lifeline) => marks.map(({ cell, did }) => `${cell.slice(-2)} ${did}`);

const stateAfter = (...did: SecretEvent['did'][]) =>
  only([
    life(
      'zendesk/notebook/02',
      did.map((each, index) => event(index, each)),
    ),
  ]).state;

test('a token is followed through the cells to the refusal that proved it dead', () => {
  const lifeline = only([
    life('zendesk/notebook/02', [event(1, 'issued')]),
    life('zendesk/notebook/06', [event(3, 'revoked'), event(4, 'refused'), event(4, 'proved dead')]),
  ]);
  expect(summaryOf(lifeline)).toEqual(['02 issued', '06 revoked', '06 refused', '06 proved dead']);
  expect(lifeline.state).toBe('proved dead');
});

test('a secret is dead only if that was proved', () => {
  expect(stateAfter('issued', 'revoked')).toBe('revoked, not proved dead');
  expect(stateAfter('issued', 'revoked', 'refused')).toBe('revoked, not proved dead');
  expect(stateAfter('set', 'replaced')).toBe('replaced, not proved dead');
  expect(stateAfter('set', 'ended with its user')).toBe('ended with its user');
  expect(stateAfter('issued', 'refused')).toBe('refused last, not proved dead');
  expect(stateAfter('issued', 'refused', 'proved dead')).toBe('proved dead');
  expect(stateAfter('set', 'proved dead', 'ended with its user')).toBe('proved dead');
});

test('a secret that was accepted after it was revoked, or even proved dead, is alive', () => {
  expect(stateAfter('issued', 'revoked', 'accepted')).toBe('still alive');
  expect(stateAfter('set', 'replaced', 'proved dead', 'set')).toBe('still alive');
  expect(stateAfter('issued', 'refused', 'accepted')).toBe('still alive');
});

test('a password that was only refused was never accepted', () => {
  const [tenant] = lifelinesOf([
    life('zendesk/notebook/02', [event(1, 'refused', { secret: 'test-user.password#9' })]),
  ]);
  expect(tenant?.lifelines.map(({ name, state }) => [name, state])).toEqual([
    ['test-user.password#9', 'never accepted'],
  ]);
});

test('calls without an event are uses: their status shows how they were answered', () => {
  const statuses = [200, 401, 403, 404, undefined];
  const exchanges = statuses.map((status, index) => {
    const made = exchange({ startedAt: at(2 + index), with: [TOKEN] });
    if (status === undefined) delete made.status;
    else made.status = status;
    return made;
  });
  const lifeline = only([
    life('zendesk/notebook/02', [event(1, 'issued')]),
    cell('zendesk/notebook/03', { exchanges }),
  ]);
  expect(lifeline.marks.map(({ did, exchange: index }) => [did, index])).toEqual([
    ['issued', undefined],
    ['accepted', 0],
    ['refused', 1],
    ['refused', 2],
    ['used', 3],
    ['used', 4],
  ]);
});

test('a call about which there is an event is not a second use', () => {
  const lifeline = only([
    cell('zendesk/notebook/02', {
      exchanges: [exchange({ startedAt: at(1), with: [TOKEN], status: 204 })],
      secrets: [event(2, 'issued', { exchange: 0 })],
    }),
  ]);
  expect(summaryOf(lifeline)).toEqual(['02 issued']);
});

test('an answer of 200 after a revocation does not show that the token was accepted', () => {
  const lifeline = only([
    life('zendesk/notebook/02', [event(1, 'issued'), event(2, 'revoked'), event(3, 'proved dead')]),
    cell('zendesk/notebook/03', { exchanges: [exchange({ startedAt: at(4), with: [TOKEN] })] }),
  ]);
  expect(summaryOf(lifeline).at(-1)).toBe('03 used');
  expect(lifeline.state).toBe('proved dead');
});

test('marks about one call have the same place, and places follow the time', () => {
  const [tenant] = lifelinesOf([
    cell('zendesk/notebook/08', {
      exchanges: [
        exchange({ startedAt: at(1), with: [TOKEN] }),
        exchange({ startedAt: at(3), with: [TOKEN] }),
      ],
      secrets: [
        event(2, 'accepted', { secret: 'test-user.password#1' }),
        event(3, 'replaced', { secret: 'test-user.password#1', exchange: 1 }),
        event(3, 'set', { secret: 'test-user.password#2', exchange: 1 }),
      ],
    }),
  ]);
  const places = new Map(tenant?.lifelines.map(({ name, marks }) => [name, marks.map(({ place }) => place)]));
  expect(places.get(TOKEN)).toEqual([0, 2]);
  expect(places.get('test-user.password#1')).toEqual([1, 2]);
  expect(places.get('test-user.password#2')).toEqual([2]);
  expect(tenant?.cells).toEqual([expect.objectContaining({ address: 'zendesk/notebook/08', places: 3 })]);
});

test('what only comes from the settings is not drawn as born or dead', () => {
  const [tenant] = lifelinesOf([
    cell('expert/notebook/01', {
      exchanges: [exchange({ with: ['admin.password'] }), exchange({ with: ['admin.password'] })],
    }),
  ]);
  expect(tenant?.settings).toEqual([{ name: 'admin.password', calls: 2 }]);
  expect(tenant?.lifelines).toEqual([]);
});

test('each tenant has its own lifelines, and all emulators of a system are one tenant', () => {
  const emulated = (address: string, port: number) =>
    life(address, [event(1, 'issued', { secret: `admin.token#${String(port)}` })], {
      emulated: true,
      target: `http://127.0.0.1:${String(port)}`,
    });
  const tenants = lifelinesOf([
    emulated('expert/notebook/01', 1),
    emulated('expert/notebook/02', 2),
    life('zendesk/notebook/02', [event(1, 'issued')]),
  ]);
  expect(tenants.map(({ tenant, lifelines }) => [tenant, lifelines.length])).toEqual([
    ['emulator of expert', 2],
    ['https://acme.zendesk.example', 1],
  ]);
});

test('secrets of checks are kept apart from those of the notebook', () => {
  const [tenant] = lifelinesOf([
    life('zendesk/notebook/02', [event(1, 'issued')]),
    check('zendesk/tokens/one', { secrets: [event(2, 'issued', { secret: 'test-user.token#7' })] }),
  ]);
  expect(tenant?.lifelines.map(({ name }) => name)).toEqual([TOKEN]);
  expect(tenant?.ofChecks.map(({ name }) => name)).toEqual(['test-user.token#7']);
  expect(tenant?.cells.map(({ address }) => address)).toEqual(['zendesk/notebook/02']);
});

test('it is known until when a token is alive if the answer that issued it shows that', () => {
  const issued = (responseBody: string) =>
    only([
      cell('zendesk/notebook/02', {
        exchanges: [exchange({ startedAt: at(0), durationMs: 1000, with: [], responseBody })],
        secrets: [event(1, 'issued', { exchange: 0 })],
      }),
    ]).expires;
  expect(issued('{"expires_in":59}')).toBe(at(60));
  for (const unclear of ['', '[]', 'null', '{"expires_in":"59"}', '{"expires_in":1e99}', '{"expires_in":'])
    expect(issued(unclear)).toBeUndefined();
});

test('a record without secrets has no lifelines', () => {
  expect(lifelinesOf([cell('zendesk/notebook/02', { exchanges: [exchange({ with: [] })] })])).toEqual([]);
  expect(lifelinesOf([])).toEqual([]);
});
