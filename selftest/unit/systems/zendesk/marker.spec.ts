/** Only a user with the whole marker is ours. The user of the run's own create call may lack one part of it. */
import { expect, test } from '../../../support/test.ts';
import {
  isOwn,
  mayCarryMarker,
  mayHaveOurAddress,
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

const SETTINGS = {
  role: 'agent',
  name: undefined,
  email: ADDRESSES,
  emailIsOurs: true,
  password: undefined,
} as const;

test('the names of a run carry its marker', () => {
  const names = testUserNames(SETTINGS, RUN);
  expect(names).toEqual({ name: OURS.name, email: OURS.email, externalId: OURS.external_id });
  expect(readMarker({ ...OURS, name: names.name, email: names.email }, ADDRESSES, SELF)).toEqual({
    ours: true,
    run: RUN,
  });
  expect(testUserNames({ ...SETTINGS, name: 'Nora', email: 'qa@acme.example' }, RUN)).toMatchObject({
    name: 'Keyturn Nora',
    email: 'qa@acme.example',
  });
});

test.describe('a further user of a run', () => {
  const further = (word: string): User => {
    const { name, email, externalId } = testUserNames(SETTINGS, RUN, word);
    return { ...OURS, name, email, external_id: externalId };
  };

  test('has their own names, and belongs to the same run', () => {
    expect(further('w0u1')).toMatchObject({
      email: `keyturn+${RUN}-w0u1@example.com`,
      external_id: `keyturn:${RUN}-w0u1`,
    });
    for (const word of ['w0u1', 'w12u345', 'f'])
      expect(readMarker(further(word), ADDRESSES, SELF)).toEqual({ ours: true, run: RUN });
  });

  for (const [title, change] of [
    ['the email address of the first user', { email: `keyturn+${RUN}@example.com` }],
    ['the email address of a third user', { email: `keyturn+${RUN}-w0u2@example.com` }],
    ['the external ID of the first user', { external_id: `keyturn:${RUN}` }],
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
  ['unchanged', {}],
  ['an end user', { role: 'end-user' }],
  ['an email address that the tenant shows in capitals', { email: `Keyturn+${RUN}@Example.com` }],
  ['a suspended user', { suspended: true }],
] as const) {
  test(`ours: ${title}`, () => {
    expect(readMarker({ ...OURS, ...change }, ADDRESSES, SELF)).toEqual({ ours: true, run: RUN });
  });
}

const NEAR_MISSES: [title: string, change: Partial<User>][] = [
  ['an admin with the whole marker', { role: 'admin' }],
  ['a user whose role is not shown', { role: undefined }],
  ['a user whose role is null', { role: null }],
  ['an unknown role', { role: 'owner' }],
  ['the admin of this run', { id: SELF }],
  ['no external ID', { external_id: null }],
  ['an external ID of another system', { external_id: `crm:${RUN}` }],
  ['an external ID without a run ID', { external_id: 'keyturn:' }],
  ['an external ID with a shorter run ID', { external_id: 'keyturn:abcdefghj' }],
  ['an external ID with a longer run ID', { external_id: `keyturn:${RUN}m` }],
  ['an external ID in capitals', { external_id: `KEYTURN:${RUN}` }],
  ['an external ID of another run', { external_id: 'keyturn:zzzzzzzzzz' }],
  ['an external ID with a line break after it', { external_id: `keyturn:${RUN}\n` }],
  ['a different name', { name: 'Nora Testa' }],
  ['a name in lower case', { name: `keyturn test user ${RUN}` }],
  ['a name that only begins like ours', { name: 'Keyturner Nora' }],
  ['a name that ends in ours', { name: `Nora Keyturn ${RUN}` }],
  ['no email address', { email: null }],
  ['an email address that is not shown', { email: undefined }],
  ['the email address of another run', { email: 'keyturn+zzzzzzzzzz@example.com' }],
  ['an email address of another domain', { email: `keyturn+${RUN}@example.com.evil.example` }],
  ['an email address with a prefix', { email: `x.keyturn+${RUN}@example.com` }],
  ['the email address without the run ID', { email: 'keyturn@example.com' }],
];
for (const [title, change] of NEAR_MISSES) {
  test(`not ours: ${title}`, () => {
    const marker = readMarker({ ...OURS, ...change }, ADDRESSES, SELF);
    expect(marker.ours).toBe(false);
    expect(marker.ours ? '' : marker.why).toMatch(/^the(?:ir|y) /);
  });
}

test('an email address without {run} is compared unchanged', () => {
  expect(readMarker({ ...OURS, email: 'qa@acme.example' }, 'qa@acme.example', SELF).ours).toBe(true);
  expect(readMarker(OURS, 'qa@acme.example', SELF).ours).toBe(false);
});

const NAMES = { email: `keyturn+${RUN}@example.com`, externalId: `keyturn:${RUN}` };

for (const [title, change, own] of [
  ['all parts of the marker', {}, true],
  ['no external ID stored', { external_id: null }, true],
  ['a different name stored', { name: 'Nora' }, true],
  ['a different email address stored', { email: 'x@y.example' }, true],
  ['no email address and no external ID', { email: null, external_id: null }, false],
  ['no name and no external ID', { name: 'Nora', external_id: null }, false],
  ['no name and no email address', { name: 'Nora', email: null }, false],
  ['the role admin', { role: 'admin' }, false],
  ['the ID of the admin of this run', { id: SELF }, false],
  ['a hidden role, and all parts of the marker', { role: undefined }, true],
  ['a hidden role, and no external ID', { role: undefined, external_id: null }, false],
] as const) {
  test(`a user of our create call, with ${title}, is ${own ? '' : 'not '}ours`, () => {
    expect(isOwn({ ...OURS, ...change }, NAMES, SELF)).toBe(own);
  });
}

test('a search hit is read if it may be ours', () => {
  expect(mayCarryMarker(OURS)).toBe(true);
  expect(mayCarryMarker({ id: 1, name: 'Keyturn x' })).toBe(true);
  expect(mayCarryMarker({ id: 1, name: 'Keyturn x', external_id: null })).toBe(true);
  expect(mayCarryMarker({ id: 1, name: 'Keyturn x', external_id: 'crm:1' })).toBe(false);
  expect(mayCarryMarker({ id: 1, name: 'Nora', external_id: 'keyturn:abcdefghjk' })).toBe(false);
});

test('a search hit is not read if its email address is none of ours', () => {
  const ours = (email: string | null | undefined, addresses = 'qa+{run}@acme.example') =>
    mayHaveOurAddress({ id: 1, email }, addresses);
  expect(ours('qa+abcdefghjk@acme.example')).toBe(true);
  expect(ours('QA+abcdefghjk-w0u2@Acme.example')).toBe(true);
  for (const unknown of [undefined, null]) expect(ours(unknown)).toBe(true);
  for (const other of [
    'qa@acme.example',
    'qa+archive@acme.example',
    'qa+abcdefghjk@acme.example.org',
    'nora@acme.example',
  ])
    expect(ours(other), other).toBe(false);
  expect(ours('abcdefghjk-qa@acme.example', '{run}-qa@acme.example')).toBe(true);
  expect(ours('abcdefghjk@abcdefghjk.example', '{run}@{run}.example')).toBe(true);
  expect(ours('abcdefghjk@kjhgfedcba.example', '{run}@{run}.example')).toBe(false);
  expect(ours('QA@acme.example', 'qa@acme.example')).toBe(true);
  expect(ours('qa2@acme.example', 'qa@acme.example')).toBe(false);
});
