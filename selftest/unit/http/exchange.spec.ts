import { expect, test } from '../../support/test.ts';
import { inspect } from 'node:util';
import { z } from 'zod';
import { Exchange } from '../../../helpers/http/exchange.ts';
import { Blocked, NonConformant } from '../../../helpers/verdict/errors.ts';
import { RECORD } from './exchanges.ts';

const JSON_HEADERS: Record<string, string> = { 'content-type': 'application/json' };

const schema = z.looseObject({ access_token: z.string() });

function exchange(status: number, text: string, { shown = '[redacted]', headers = JSON_HEADERS } = {}) {
  return new Exchange({ ...RECORD, status, responseBody: shown }, { status, headers, text }, schema);
}

const refused = (status: number, body: unknown) => exchange(status, JSON.stringify(body)).refusal;

test('the body is parsed with the schema, and keeps its other fields', () => {
  expect(exchange(200, '{"access_token":"abc","more":[1]}').body).toEqual({ access_token: 'abc', more: [1] });
});

for (const [status, body, refusal] of [
  [
    401,
    { error: 'invalid_token', error_description: 'The access token provided is expired.' },
    { code: 'invalid_token', description: 'The access token provided is expired.', details: {} },
  ],
  [
    401,
    { error: "Couldn't authenticate you" },
    { code: "Couldn't authenticate you", description: '', details: {} },
  ],
  [
    403,
    { error: 'Forbidden', description: 'You are missing the following required scopes: read' },
    { code: 'Forbidden', description: 'You are missing the following required scopes: read', details: {} },
  ],
  [
    403,
    { error: { title: 'Forbidden', message: 'You do not have access to this page.' } },
    { code: 'Forbidden', description: 'You do not have access to this page.', details: {} },
  ],
  [
    422,
    {
      error: 'RecordInvalid',
      description: 'Record validation errors',
      details: {
        email: [
          {
            description: 'Email: a@b.example is already being used by another user',
            error: 'DuplicateValue',
          },
        ],
        name: [{ description: 'Name: is too short (minimum is 1 characters)' }],
        odd: ['text', null, 7],
        one: { description: 'alone' },
      },
    },
    {
      code: 'RecordInvalid',
      description: 'Record validation errors',
      details: {
        email: ['Email: a@b.example is already being used by another user', 'DuplicateValue'],
        name: ['Name: is too short (minimum is 1 characters)'],
        odd: ['text'],
        one: ['alone'],
      },
    },
  ],
  [404, {}, { code: 'HTTP 404', description: '', details: {} }],
  [404, null, { code: 'HTTP 404', description: '', details: {} }],
  [500, [], { code: 'HTTP 500', description: '', details: {} }],
  [400, { error: { title: 7 }, details: null }, { code: 'HTTP 400', description: '', details: {} }],
] as const) {
  test(`${status} ${JSON.stringify(body).slice(0, 50)} is read as a refusal`, () => {
    expect(refused(status, body)).toEqual(refusal);
  });
}

test('a refusal need not be JSON', () => {
  const limited = exchange(429, 'Number of allowed API requests per minute exceeded');
  expect(limited.refusal).toEqual({ code: 'HTTP 429', description: '', details: {} });
  expect(limited.isReadable).toBe(false);
});

test('an answer below 400 is not a refusal', () => {
  expect(refused(200, { error: 'invalid_token' })).toBeUndefined();
  expect(refused(302, {})).toBeUndefined();
});

test('a body that is not JSON contradicts the documentation, and the message shows its type', () => {
  const plain = exchange(200, 'a secret', { headers: { 'content-type': 'text/plain' } });
  expect(() => plain.body).toThrow(NonConformant);
  expect(() => plain.body).toThrow(
    'POST /api/v2/users as admin answered with text/plain, not JSON\n  response: 200 [redacted]',
  );
});

test('an empty document blocks, and contradicts nothing', () => {
  for (const text of ['', ' ', '""', 'null', '{}', '[]', '{"user":null}', '{"users":[{}]}']) {
    const empty = exchange(200, text, { headers: {}, shown: text });
    expect(() => empty.body).toThrow(Blocked);
    expect(() => empty.body).toThrow('The answer to POST /api/v2/users as admin is an empty document.');
  }
});

test('a server error or an interceptor’s page blocks, and is not a body of the wrong shape', () => {
  for (const failing of [
    exchange(502, 'Bad gateway', { headers: {} }),
    exchange(500, '{}'),
    exchange(429, ''),
  ]) {
    expect(() => failing.body).toThrow(Blocked);
    expect(() => failing.body).toThrow(`POST /api/v2/users as admin answered ${String(failing.status)}`);
  }
  const page = exchange(403, '<html>', { headers: { 'content-type': 'text/html' } });
  expect(() => page.body).toThrow(
    'Something between this machine and the tenant answered POST /api/v2/users as admin with 403',
  );
});

test('a body of the wrong shape contradicts the documentation, and the message names the field', () => {
  const odd = exchange(200, '{"access_token":{"inner":"raw-secret-text"}}');
  expect(() => odd.body).toThrow(NonConformant);
  let message = '';
  try {
    expect(odd.body).toBeUndefined();
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('does not match the documented shape:\n  access_token: ');
  expect(message).not.toContain('raw-secret-text');
  expect(() => exchange(200, '[7]').body).toThrow('\n  body: ');
});

test('an excerpt is one line', () => {
  const shown = '\n{\n  "error": "x"\n}\n  To do: forged';
  expect(exchange(200, '', { shown }).excerpt).toBe('  response: 200 { "error": "x" } To do: forged');
});

test('a long excerpt is cut off', () => {
  const long = exchange(200, '', { shown: 'x'.repeat(700) }).excerpt;
  expect(long).toBe(`  response: 200 ${'x'.repeat(600)} … (700 characters)`);
  expect(exchange(200, '', { shown: 'x'.repeat(600) }).excerpt).toBe(`  response: 200 ${'x'.repeat(600)}`);
});

test('the title is the call, without the query', () => {
  expect(exchange(200, '').title).toBe('POST /api/v2/users as admin');
});

test('printing an exchange never prints the raw answer', () => {
  const raw = 'raw-secret-text';
  const one = exchange(200, `{"access_token":"${raw}"}`, {
    headers: { 'set-cookie': `s=${raw}`, location: `/cb?code=${raw}` },
  });
  for (const printed of [
    JSON.stringify(one),
    JSON.stringify({ deep: [one] }),
    inspect(one, { showHidden: true, depth: 9 }),
    inspect({ deep: [one] }, { depth: 9 }),
    inspect(new Map([[one, one]]), { depth: 9 }),
  ]) {
    expect(printed).not.toContain(raw);
  }
  expect(JSON.parse(JSON.stringify(one))).toMatchObject({ url: RECORD.url, responseBody: '[redacted]' });
});
