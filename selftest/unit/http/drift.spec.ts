/** How answers differ from their documented shapes: in names and types, never in values. */
import { expect, test } from '../../support/test.ts';
import { z } from 'zod';
import { driftOf } from '../../../helpers/http/drift.ts';
import { answered } from './exchanges.ts';

const user = z.strictObject({ id: z.int(), name: z.string(), notes: z.string().nullish() });
const page = z.strictObject({ users: z.union([user, z.array(user)]), count: z.int().optional() });

for (const [title, value, drift] of [
  ['as documented', { id: 1, name: 'N' }, []],
  ['optional and null', { id: 1, name: 'N', notes: null }, []],
  ['null instead of its type', { id: 1, name: null }, []],
  [
    'undocumented',
    { id: 1, name: 'N', more: 'secret' },
    [{ path: 'more', kind: 'undocumented', seen: 'string' }],
  ],
  ['missing', { id: 1 }, [{ path: 'name', kind: 'missing', seen: '' }]],
  [
    'retyped',
    { id: '1', name: ['N'] },
    [
      { path: 'id', kind: 'retyped', seen: 'string' },
      { path: 'name', kind: 'retyped', seen: 'array' },
    ],
  ],
  ['a string instead of the whole body', 'secret', [{ path: '', kind: 'retyped', seen: 'string' }]],
] as const) {
  test(`the drift of a field: ${title}`, () => {
    expect(driftOf(value, user)).toEqual(drift);
  });
}

test('differences in a list are reported once', () => {
  const users = [
    { id: '1', name: 'N' },
    { id: '2', name: 'M' },
  ];
  expect(driftOf({ users }, z.strictObject({ users: z.array(user) }))).toEqual([
    { path: 'users[].id', kind: 'retyped', seen: 'string' },
  ]);
});

test('drift in one of several documented shapes is reported by field', () => {
  expect(driftOf({ users: { id: 1, name: 'N', more: 1 } }, page)).toEqual([
    { path: 'users.more', kind: 'undocumented', seen: 'number' },
  ]);
  expect(driftOf({ users: [{ id: 1 }] }, page)).toEqual([
    { path: 'users[].name', kind: 'missing', seen: '' },
  ]);
  expect(driftOf({ users: 'secret' }, page)).toEqual([{ path: 'users', kind: 'retyped', seen: 'string' }]);
  expect(driftOf({}, page)).toEqual([{ path: 'users', kind: 'missing', seen: '' }]);
});

test('the list of fields is limited, and names are short and printable', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${String(index)}`, 1]));
  expect(driftOf({ id: 1, name: 'N', ...many }, user)).toHaveLength(100);
  const [odd] = driftOf({ id: 1, name: 'N', [`a\u001b[31m${'x'.repeat(200)}`]: 1 }, user);
  expect(odd?.path).toHaveLength(80);
  expect(odd?.path).not.toContain('\u001b');
});

const documented = { success: user, refusal: z.strictObject({ error: z.string() }) };

for (const [status, text, drift] of [
  [200, '{"id":1,"name":"N"}', []],
  [200, '', []],
  [404, '{"error":"x","trace":"y"}', [{ path: 'trace', kind: 'undocumented', seen: 'string' }]],
  [200, '<html>', [{ path: '', kind: 'retyped', seen: 'not JSON' }]],
  [503, '<html>', []],
  [429, 'slower', []],
] as const) {
  test(`the drift of an exchange with ${status} ${text}`, () => {
    expect(answered(status, text).driftFrom(documented)).toEqual(drift);
    expect(answered(status, text).driftFrom(undefined)).toEqual([]);
  });
}
