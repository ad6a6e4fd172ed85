/** How answers differ from their documented shapes: in names and types, never in values. */
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { driftOf } from '../../../helpers/http/drift.ts';
import { Exchange } from '../../../helpers/http/exchange.ts';

const user = z.strictObject({ id: z.int(), name: z.string(), notes: z.string().nullish() });
const page = z.strictObject({ users: z.union([user, z.array(user)]), count: z.int().optional() });

for (const [title, value, drift] of [
  ['as documented', { id: 1, name: 'N' }, []],
  ['a value that may be absent', { id: 1, name: 'N', notes: null }, []],
  ['without a value', { id: 1, name: null }, []],
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
  ['another body', 'secret', [{ path: '', kind: 'retyped', seen: 'string' }]],
] as const) {
  test(`a field ${title}`, () => {
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

test('inside one of several shapes, it is told by field', () => {
  expect(driftOf({ users: { id: 1, name: 'N', more: 1 } }, page)).toEqual([
    { path: 'users.more', kind: 'undocumented', seen: 'number' },
  ]);
  expect(driftOf({ users: [{ id: 1 }] }, page)).toEqual([
    { path: 'users[].name', kind: 'missing', seen: '' },
  ]);
  expect(driftOf({ users: 'secret' }, page)).toEqual([{ path: 'users', kind: 'retyped', seen: 'string' }]);
  expect(driftOf({}, page)).toEqual([{ path: 'users', kind: 'missing', seen: '' }]);
});

test('there is an end to it, and names do not break a line', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${String(index)}`, 1]));
  expect(driftOf({ id: 1, name: 'N', ...many }, user)).toHaveLength(100);
  const [odd] = driftOf({ id: 1, name: 'N', [`a\u001b[31m${'x'.repeat(200)}`]: 1 }, user);
  expect(odd?.path).toHaveLength(80);
  expect(odd?.path).not.toContain('\u001b');
});

const RECORD = {
  as: 'admin',
  method: 'GET',
  url: 'https://acme.zendesk.com/x',
  requestHeaders: {},
  requestBody: undefined,
  responseHeaders: {},
  responseBody: '',
  failure: undefined,
  startedAt: '',
  durationMs: 1,
  attempts: 1,
  waitedMs: 0,
};
const answered = (status: number, text: string, headers: Record<string, string> = {}) =>
  new Exchange({ ...RECORD, status }, { status, headers, text }, z.unknown());
const documented = { success: user, refusal: z.strictObject({ error: z.string() }) };

for (const [status, text, drift] of [
  [200, '{"id":1,"name":"N"}', []],
  [200, '', []],
  [404, '{"error":"x","trace":"y"}', [{ path: 'trace', kind: 'undocumented', seen: 'string' }]],
  [200, '<html>', [{ path: '', kind: 'retyped', seen: 'not JSON' }]],
  [503, '<html>', []],
  [429, 'slower', []],
] as const) {
  test(`an exchange of ${status} ${text}`, () => {
    expect(answered(status, text).driftFrom(documented)).toEqual(drift);
    expect(answered(status, text).driftFrom(undefined)).toEqual([]);
  });
}

const SECRET = `p&w <"'é+/?7xyz`;
for (const [title, text] of [
  ['as it is', SECRET],
  ['in JSON', JSON.stringify({ password: SECRET })],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in XML', `<password>${SECRET.replace('&', '&amp;').replace('<', '&lt;')}</password>`],
  [
    'in an attribute',
    SECRET.replace('&', '&amp;').replace('<', '&lt;').replace('"', '&quot;').replace("'", '&#39;'),
  ],
  ['in base64', Buffer.from(SECRET).toString('base64')],
  ['in base64 behind a name', Buffer.from(`a:${SECRET}`).toString('base64')],
  ['in base64 in the middle', Buffer.from(`ab:${SECRET}:and more`).toString('base64')],
] as const) {
  test(`a secret ${title} is in the answer, in body and header`, () => {
    expect(answered(200, `x${text}x`).contains(SECRET)).toBe(true);
    expect(answered(200, '', { 'x-note': text }).contains(SECRET)).toBe(true);
    expect(answered(200, `x${text}x`).contains('another+secret')).toBe(false);
  });
}

test('nothing holds an empty text, and a short one is not found in base64 by chance', () => {
  expect(answered(200, 'x').contains('')).toBe(false);
  expect(answered(200, 'YWJj').contains('abc')).toBe(false);
});
