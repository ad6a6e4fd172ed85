import { expect, test } from '@playwright/test';
import {
  isOwn,
  mayCarryMarker,
  readMarker,
  testUserNames,
} from '../../../../helpers/systems/zendesk/marker.ts';
import type { User } from '../../../../helpers/systems/zendesk/schemas.ts';

const RUN = 'abcdefghjk';
const ADDRESSES = 'keyturn+{run}@example.com';
const SELF = 35436;

const OURS: User = {
  id: 6164039664282,
  name: `Keyturn test user ${RUN}`,
  email: `keyturn+${RUN}@example.com`,
  role: 'agent',
  external_id: `keyturn:${RUN}`,
  active: true,
};

test('the names of a run carry its mark', () => {
  const settings = {
    role: 'agent',
    name: undefined,
    email: ADDRESSES,
    emailIsOurs: true,
    password: undefined,
  } as const;
  const names = testUserNames(settings, RUN);
  expect(names).toEqual({ name: OURS.name, email: OURS.email, externalId: OURS.external_id });
  expect(readMarker({ ...OURS, name: names.name, email: names.email }, ADDRESSES, SELF)).toEqual({
    ours: true,
    run: RUN,
  });
  expect(testUserNames({ ...settings, name: 'Nora', email: 'qa@acme.example' }, RUN)).toMatchObject({
    name: 'Keyturn Nora',
    email: 'qa@acme.example',
  });
});

test.describe('a further user of a run', () => {
  const settings = {
    role: 'agent',
    name: undefined,
    email: ADDRESSES,
    emailIsOurs: true,
    password: undefined,
  } as const;
  const further = (word: string): User => {
    const { name, email, externalId } = testUserNames(settings, RUN, word);
    return { ...OURS, name, email, external_id: externalId };
  };

  test('has names of its own, and is of the same run', () => {
    expect(further('w0u1')).toMatchObject({
      email: `keyturn+${RUN}-w0u1@example.com`,
      external_id: `keyturn:${RUN}-w0u1`,
    });
    for (const word of ['w0u1', 'w12u345', 'f'])
      expect(readMarker(further(word), ADDRESSES, SELF)).toEqual({ ours: true, run: RUN });
  });

  for (const [title, change] of [
    ['the address of the first', { email: `keyturn+${RUN}@example.com` }],
    ['the address of another', { email: `keyturn+${RUN}-w0u2@example.com` }],
    ['the external id of the first', { external_id: `keyturn:${RUN}` }],
    ['an empty word', { external_id: `keyturn:${RUN}-`, email: `keyturn+${RUN}-@example.com` }],
    [
      'a long word',
      { external_id: `keyturn:${RUN}-abcdefghijklm`, email: `keyturn+${RUN}-abcdefghijklm@example.com` },
    ],
    ['two words', { external_id: `keyturn:${RUN}-a-b`, email: `keyturn+${RUN}-a-b@example.com` }],
    ['a word in capitals', { external_id: `keyturn:${RUN}-W0`, email: `keyturn+${RUN}-w0@example.com` }],
  ] as const) {
    test(`is not ours with ${title}`, () => {
      expect(readMarker({ ...further('w0u1'), ...change }, ADDRESSES, SELF).ours).toBe(false);
    });
  }
});

for (const [title, change] of [
  ['as it was made', {}],
  ['an end user', { role: 'end-user' }],
  ['an address that the tenant shows in capitals', { email: `Keyturn+${RUN}@Example.com` }],
  ['a suspended one', { suspended: true }],
] as const) {
  test(`ours: ${title}`, () => {
    expect(readMarker({ ...OURS, ...change }, ADDRESSES, SELF)).toEqual({ ours: true, run: RUN });
  });
}

const NEAR_MISSES: [title: string, change: Partial<User>][] = [
  ['an admin with all of our mark', { role: 'admin' }],
  ['somebody whose role is not shown', { role: undefined }],
  ['somebody whose role is null', { role: null }],
  ['a role that we do not know', { role: 'owner' }],
  ['the admin of this run', { id: SELF }],
  ['no external id', { external_id: null }],
  ['an external id of another system', { external_id: `crm:${RUN}` }],
  ['an external id without a run', { external_id: 'keyturn:' }],
  ['an external id with a shorter run', { external_id: 'keyturn:abcdefghj' }],
  ['an external id with a longer run', { external_id: `keyturn:${RUN}m` }],
  ['an external id in capitals', { external_id: `KEYTURN:${RUN}` }],
  ['an external id of another run', { external_id: 'keyturn:zzzzzzzzzz' }],
  ['an external id with more behind it', { external_id: `keyturn:${RUN}\n` }],
  ['another name', { name: 'Nora Testa' }],
  ['a name in lower case', { name: `keyturn test user ${RUN}` }],
  ['a name that only begins like ours', { name: 'Keyturner Nora' }],
  ['a name with our mark behind', { name: `Nora Keyturn ${RUN}` }],
  ['no address', { email: null }],
  ['an address that is not shown', { email: undefined }],
  ['the address of another run', { email: 'keyturn+zzzzzzzzzz@example.com' }],
  ['an address of another domain', { email: `keyturn+${RUN}@example.com.evil.example` }],
  ['an address with more before it', { email: `x.keyturn+${RUN}@example.com` }],
  ['the address without the run', { email: 'keyturn@example.com' }],
];
for (const [title, change] of NEAR_MISSES) {
  test(`not ours: ${title}`, () => {
    const mark = readMarker({ ...OURS, ...change }, ADDRESSES, SELF);
    expect(mark.ours).toBe(false);
    expect(mark.ours ? '' : mark.why).toMatch(/^the(?:ir|y) /);
  });
}

test('an address without a run is compared as it is', () => {
  expect(readMarker({ ...OURS, email: 'qa@acme.example' }, 'qa@acme.example', SELF).ours).toBe(true);
  expect(readMarker(OURS, 'qa@acme.example', SELF).ours).toBe(false);
});

const NAMES = { email: `keyturn+${RUN}@example.com`, externalId: `keyturn:${RUN}` };

for (const [title, change, own] of [
  ['all three marks', {}, true],
  ['no external id stored', { external_id: null }, true],
  ['another name stored', { name: 'Nora' }, true],
  ['another address stored', { email: 'x@y.example' }, true],
  ['no address and no external id', { email: null, external_id: null }, false],
  ['no name and no external id', { name: 'Nora', external_id: null }, false],
  ['no name and no address', { name: 'Nora', email: null }, false],
  ['an admin', { role: 'admin' }, false],
  ['oneself', { id: SELF }, false],
  ['a role that is not shown, and all three marks', { role: undefined }, true],
  ['a role that is not shown, and no external id', { role: undefined, external_id: null }, false],
] as const) {
  test(`the user of our own create call, with ${title}, is ${own ? '' : 'not '}taken for it`, () => {
    expect(isOwn({ ...OURS, ...change }, NAMES, SELF)).toBe(own);
  });
}

test('a search hit is looked at if it can be ours', () => {
  expect(mayCarryMarker(OURS)).toBe(true);
  expect(mayCarryMarker({ id: 1, name: 'Keyturn x' })).toBe(true);
  expect(mayCarryMarker({ id: 1, name: 'Keyturn x', external_id: null })).toBe(true);
  expect(mayCarryMarker({ id: 1, name: 'Keyturn x', external_id: 'crm:1' })).toBe(false);
  expect(mayCarryMarker({ id: 1, name: 'Nora', external_id: 'keyturn:abcdefghjk' })).toBe(false);
});
