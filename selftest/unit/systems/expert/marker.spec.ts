/** Only a user with the whole marker is ours, and the lease in it is read exactly. */
import { expect, test } from '../../../support/test.ts';
import { isDeepStrictEqual } from 'node:util';
import {
  FREE_NAME,
  isAdmin,
  leaseName,
  poolName,
  readLease,
  readMarker,
} from '../../../../helpers/systems/expert/marker.ts';
import type { User } from '../../../../helpers/systems/expert/schemas.ts';
import { Seeded } from '../../seeded.ts';

const RUN = 'abcdefghjk';
const SELF = 1;
const SINCE = new Date('2026-11-22T03:00:00Z');
const LEASED = 'Keyturn test user (run abcdefghjk since 2026-11-22T03:00:00Z)';

const OURS: User = {
  id: 7,
  username: 'keyturn-1',
  fullname: FREE_NAME,
  email: '',
  status: 'inactive',
  seated: false,
  role: 'Viewer',
  operations: ['LOGIN', 'BROWSE', 'READ'],
};

test('a lease is written into the full name, and read from it', () => {
  expect(leaseName({ run: RUN, since: SINCE })).toBe(LEASED);
  expect(readLease(LEASED)).toEqual({ run: RUN, since: SINCE });
  expect(leaseName({ run: RUN, since: new Date('2026-11-22T03:00:00.999Z') })).toBe(LEASED);
  expect(poolName('keyturn', 1)).toBe('keyturn-1');
});

test('every run ID and time is read as it was written', () => {
  const seeded = new Seeded(20261122);
  const wrong: unknown[] = [];
  for (let draw = 0; draw < 500; draw++) {
    const run = seeded.text('abcdefghjkmnpqrstuvwxyz23456789', 10);
    const since = new Date(
      Date.UTC(2020 + seeded.below(60), seeded.below(12), 1 + seeded.below(28), 0, 0, seeded.below(86_400)),
    );
    const fullname = leaseName({ run, since });
    const user = { ...OURS, username: poolName('keyturn', 1 + seeded.below(9999)), fullname };
    const isRight =
      isDeepStrictEqual(readLease(fullname), { run, since }) &&
      isDeepStrictEqual(readMarker(user, 'keyturn', SELF), { ours: true, lease: { run, since } });
    if (!isRight) wrong.push(user);
  }
  expect(wrong).toEqual([]);
});

const STILL_OURS: [title: string, change: Partial<User>][] = [
  ['after a release', {}],
  ['an active user', { status: 'active' }],
  ['a user whose status is not shown', { status: undefined }],
  ['a name that the site shows in capitals', { username: 'KeyTurn-1' }],
  ['the last user of the pool', { username: 'keyturn-50' }],
  ['a user whose operations are not shown', { operations: [] }],
  ['a user whose role is not shown, but whose operations are', { role: undefined }],
  ['another role', { role: 'Contributor' }],
];
for (const [title, change] of STILL_OURS) {
  test(`ours: ${title}`, () => {
    expect(readMarker({ ...OURS, ...change }, 'keyturn', SELF)).toEqual({ ours: true, lease: undefined });
  });
}

const NEAR_NAMES = [
  ...[
    'keyturn',
    'keyturn-',
    'keyturn-0',
    'keyturn-01',
    'keyturn-00',
    'keyturn-1x',
    'keyturn-x1',
    'keyturn-1 ',
  ],
  ...['keyturn-10000', 'keyturn--1', 'keyturn-1-1', 'keyturn-1.', 'keyturn-1\n', 'keyturn-1.0', 'keyturn-+1'],
  ...[
    'xkeyturn-1',
    ' keyturn-1',
    '-1',
    '-keyturn1',
    '-1keyturn',
    'key-1turn',
    'keyturn1',
    'keyturn_1',
    'keyturn 1',
  ],
  ...[
    'keyturnkeyturn-1',
    'keyturn-keyturn-1',
    'keyturn-¹',
    'keyturn-١',
    'kéyturn-1',
    'keyturn‐1',
    'Nora',
    '',
  ],
];
for (const username of NEAR_NAMES) {
  test(`not ours: the name ${JSON.stringify(username)}`, () => {
    expect(readMarker({ ...OURS, username }, 'keyturn', SELF)).toEqual({
      ours: false,
      why: 'their user name is not “keyturn-” and a number',
    });
  });
}

const NEAR_FULL_NAMES = [
  ...['', 'Keyturn', 'Keyturn test user', 'Keyturn test user ()', 'keyturn test user (free)', 'Nora Testa'],
  ...[
    ' Keyturn test user (free)',
    'Keyturn test user (free) ',
    'Keyturn test user (free)\n',
    'Keyturn test user (Free)',
  ],
  ...['Keyturn test user  (free)', 'Keyturn test user (free) of Nora', 'Nora, Keyturn test user (free)'],
  ...[`${LEASED} `, ` ${LEASED}`, `${LEASED}\n`, `x${LEASED}`, `${LEASED}${LEASED}`, LEASED.toLowerCase()],
  LEASED.replace(RUN, 'abcdefghj'),
  LEASED.replace(RUN, 'abcdefghjkm'),
  LEASED.replace(RUN, 'ABCDEFGHJK'),
  LEASED.replace(RUN, 'abcde_ghjk'),
  LEASED.replace(RUN, 'abcdéfghjk'),
  LEASED.replace('03:00:00Z', '03:00:00'),
  LEASED.replace('03:00:00Z', '03:00:00.000Z'),
  LEASED.replace('03:00:00Z', '03:00:00+00:00'),
  LEASED.replace('T', ' '),
  LEASED.replace('-22T', '-42T'),
  LEASED.replace('-11-', '-13-'),
  LEASED.replace('T03', 'T25'),
];
for (const fullname of NEAR_FULL_NAMES) {
  test(`not ours: the full name ${JSON.stringify(fullname)}`, () => {
    expect(readLease(fullname)).toBeUndefined();
    expect(readMarker({ ...OURS, fullname }, 'keyturn', SELF)).toEqual({
      ours: false,
      why: 'their full name is not “Keyturn test user (…)”',
    });
  });
}

const NOT_OURS: [title: string, change: Partial<User>, why: string][] = [
  ['the admin of this run', { id: SELF }, 'they are this run’s admin'],
  ['an admin by role', { role: 'Admin' }, 'they are an admin'],
  ['an admin by a longer role', { role: 'administrators' }, 'they are an admin'],
  ['an admin by operations', { operations: ['LOGIN', 'ADMIN'] }, 'they are an admin'],
  ['an admin whose role is not shown', { role: undefined, operations: ['ADMIN'] }, 'they are an admin'],
  ['a user with an empty role and no operations', { role: '', operations: [] }, 'their role is not shown'],
  [
    'a user whose role and operations are not shown',
    { role: undefined, operations: [] },
    'their role is not shown',
  ],
];
for (const [title, change, why] of NOT_OURS) {
  test(`not ours: ${title}, with our name and full name`, () => {
    for (const fullname of [FREE_NAME, LEASED])
      expect(readMarker({ ...OURS, fullname, ...change }, 'keyturn', SELF)).toEqual({ ours: false, why });
  });
}

for (const [role, operations, admin] of [
  ['Admin', [], true],
  ['ADMIN', [], true],
  ['Administrator', [], true],
  ['Viewer', ['LOGIN', 'ADMIN'], true],
  [undefined, ['ADMIN'], true],
  ['Viewer', ['LOGIN'], false],
  ['Subadmin', ['LOGIN'], false],
  ['Viewer', ['CHANGEPERMISSIONS', 'ADMINISTER'], false],
  [undefined, [], false],
] as const) {
  test(`${role ?? 'no role'} with ${operations.join() || 'no operations'} is ${admin ? 'an' : 'no'} admin`, () => {
    expect(isAdmin({ ...OURS, role, operations: [...operations] })).toBe(admin);
  });
}

for (const [prefix, username, ours] of [
  // The settings accept only letters, digits and hyphens. Other characters must not be read as a pattern either.
  ['a.c', 'abc-1', false],
  ['a.c', 'a.c-1', true],
  ['(', '(-1', true],
  ['.*', 'nora-1', false],
  ['a+', 'aa-1', false],
  ['$&', '$&-1', true],
  ['[x]', 'x-1', false],
  ['keyturn', 'keyturn-1', true],
  ['keyturnkeyturn', 'keyturn-1', false],
  ['keyturn-1', 'keyturn-1', false],
  ['keyturn-1', 'keyturn-1-1', true],
  ['keyturn', 'keyturn-1-1', false],
  ['a', 'aa-1', false],
  ['a', '-1', false],
  ['a', '-a1', false],
  ['a', 'ba-1', false],
  ['', 'keyturn-1', false],
] as const) {
  test(`under the prefix ${JSON.stringify(prefix)}, ${username} is ${ours ? '' : 'not '}ours`, () => {
    expect(readMarker({ ...OURS, username }, prefix, SELF).ours).toBe(ours);
  });
}
