/** The schemas accept the examples of the documentation, and no values of other types. */
import { expect, test } from '../../../support/test.ts';
import { inspect } from 'node:util';
import type { z } from 'zod';
import * as schemas from '../../../../helpers/systems/zendesk/schemas.ts';

const TOKEN = {
  client_id: 1234,
  created_at: '2009-05-13T00:07:08Z',
  expires_at: '2011-07-22T00:11:12Z',
  id: 223443,
  refresh_token: 'af3t24tfj34h43s...',
  scopes: ['read', 'write'],
  token: 'af3345kdj3',
  url: 'https://example.zendesk.com/api/v2/tokens/223443.json',
  used_at: '2010-01-22T00:11:12Z',
  user_id: 29,
};

const SECURITY = {
  security_settings: {
    admins_can_set_user_passwords: false,
    authentication: {
      agent: {
        enforce_sso: false,
        password: { failed_attempts_allowed: 10, max_sequence: null, password_length: 5 },
        primary_external_auth: null,
        security_policy_id: 350,
        zendesk_login: true,
      },
      end_user: { enforce_sso: false, security_policy_name: 'recommended', zendesk_login: true },
    },
    ip: { enable_agent_ip_restrictions: false, ip_ranges: '127.0.0.1', ip_restriction_enabled: false },
  },
};

const DOCUMENTED: [title: string, schema: z.ZodType, payload: unknown][] = [
  [
    'a created agent',
    schemas.userAnswer,
    {
      user: {
        custom_role_id: 123456,
        email: 'roge@example.org',
        id: 9873843,
        name: 'Roger Wilco',
        organization_id: 57542,
        role: 'agent',
        role_type: 0,
      },
    },
  ],
  ['a shown user', schemas.userAnswer, { user: { id: 35436, name: 'Johnny Agent' } }],
  [
    'a deleted user',
    schemas.userAnswer,
    {
      user: {
        active: false,
        email: null,
        external_id: null,
        id: 9873843,
        name: 'Roger Wilco II',
        verified: false,
      },
    },
  ],
  [
    'a user whose ID exceeds 2^32',
    schemas.userAnswer,
    { user: { id: 6164039664282, name: 'x', email: null, role: 'end-user', role_type: null } },
  ],
  [
    'a user with nothing but nulls',
    schemas.userAnswer,
    {
      user: {
        id: 1,
        name: 'x',
        email: null,
        role: null,
        active: null,
        verified: null,
        suspended: null,
        external_id: null,
        created_at: null,
      },
    },
  ],
  [
    'the caller',
    schemas.selfAnswer,
    {
      user: {
        id: 35436,
        name: 'Johnny Agent',
        email: 'johnny@example.com',
        role: 'agent',
        authenticity_token: 'x',
        tags: ['a'],
        photo: { id: 928374 },
      },
    },
  ],
  [
    'an anonymous caller',
    schemas.selfAnswer,
    { user: { id: null, name: 'Anonymous user', email: 'invalid@example.com', role: 'end-user' } },
  ],
  [
    'hits of a search',
    schemas.usersAnswer,
    {
      users: [
        { id: 35436, name: 'Robert Jones', notes: 'sigil issue' },
        { id: 9873843, name: 'Terry Gilliam' },
      ],
    },
  ],
  ['no hits', schemas.usersAnswer, { users: [], next_page: null, previous_page: null, count: 0 }],
  [
    'a page of hits',
    schemas.usersAnswer,
    { users: [], next_page: 'https://example.zendesk.com/api/v2/users/search.json?page=2', count: 101 },
  ],
  ['a token', schemas.tokenAnswer, { token: TOKEN }],
  [
    'a token that does not expire',
    schemas.tokenAnswer,
    { token: { ...TOKEN, expires_at: null, refresh_token: null } },
  ],
  [
    'a grant',
    schemas.grantAnswer,
    {
      access_token: 'gErypPlm4dOVgGRvA1ZzMH5MQ3nLo8bo',
      scope: 'organizations:write read',
      token_type: 'bearer',
    },
  ],
  [
    'a grant with a refresh token',
    schemas.grantAnswer,
    {
      access_token: 'gErypPlm4dOVgGRv',
      expires_in: 86400,
      refresh_token: 'af3t24tfj34h43s',
      refresh_token_expires_in: 604800,
      scope: 'read',
      token_type: 'bearer',
    },
  ],
  [
    'clients',
    schemas.clientsAnswer,
    {
      clients: [
        {
          id: 223443,
          identifier: 'example_client',
          redirect_uri: ['https://a.example/cb'],
          user_id: 29,
          secret: 'af3345kdj3',
        },
      ],
      count: 1,
    },
  ],
  [
    'clients whose URLs are a string',
    schemas.clientsAnswer,
    {
      clients: [
        { id: 1, redirect_uri: 'https://a.example/cb\nhttps://b.example/cb' },
        { redirect_uri: null },
      ],
    },
  ],
  [
    'requirements',
    schemas.requirementsAnswer,
    { requirements: ['must be at least 5 characters', 'must be different from email address'] },
  ],
  ['security settings', schemas.securitySettingsAnswer, SECURITY],
  ['hidden security settings', schemas.securitySettingsAnswer, { security_settings: {} }],
];
for (const [title, schema, payload] of DOCUMENTED) {
  test(`as documented: ${title}`, () => {
    const parsed = schema.safeParse(payload);
    expect(parsed.error?.issues ?? []).toEqual([]);
    // A loose object, so that no field of the answer is lost.
    expect(parsed.data).toEqual(payload);
  });
  test(`with an unknown field: ${title}`, () => {
    expect(schema.safeParse({ ...(payload as object), brand_new: { a: [1, null] } }).success).toBe(true);
  });
}

for (const answer of [undefined, null, '', ' ', {}, []]) {
  test(`an answer without a documented body may be ${inspect(answer).slice(0, 60)}`, () => {
    expect(schemas.nothing.safeParse(answer).success).toBe(true);
  });
}

const UNDOCUMENTED: [title: string, schema: z.ZodType, payload: unknown][] = [
  ['an ID that is a string', schemas.userAnswer, { user: { id: '35436', name: 'x' } }],
  ['an ID that is not an integer', schemas.userAnswer, { user: { id: 1.5, name: 'x' } }],
  ['an ID that is not an exact number', schemas.userAnswer, { user: { id: 2 ** 60, name: 'x' } }],
  ['an ID that is zero', schemas.userAnswer, { user: { id: 0, name: 'x' } }],
  ['no ID', schemas.userAnswer, { user: { name: 'x' } }],
  ['a name that is a number', schemas.userAnswer, { user: { id: 1, name: 7 } }],
  ['no user', schemas.userAnswer, { users: [] }],
  ['a user that is a list', schemas.userAnswer, { user: [] }],
  ['a flag that is a string', schemas.userAnswer, { user: { id: 1, name: 'x', active: 'false' } }],
  [
    'a hit of the wrong shape',
    schemas.usersAnswer,
    {
      users: [
        { id: 1, name: 'x' },
        { id: 'y', name: 'x' },
      ],
    },
  ],
  ['a next page that is a number', schemas.usersAnswer, { users: [], next_page: 2 }],
  ['an empty access token', schemas.grantAnswer, { access_token: '', token_type: 'bearer' }],
  ['no access token', schemas.grantAnswer, { token_type: 'bearer' }],
  [
    'a lifetime that is a string',
    schemas.grantAnswer,
    { access_token: 'x', token_type: 'bearer', expires_in: '86400' },
  ],
  ['a token ID that is a string', schemas.tokenAnswer, { token: { ...TOKEN, id: '223443' } }],
  ['scopes in one string', schemas.tokenAnswer, { token: { ...TOKEN, scopes: 'read write' } }],
  ['a requirement that is an object', schemas.requirementsAnswer, { requirements: [{ text: 'x' }] }],
  [
    'a setting that is a string',
    schemas.securitySettingsAnswer,
    { security_settings: { admins_can_set_user_passwords: 'true' } },
  ],
];
for (const [title, schema, payload] of UNDOCUMENTED) {
  test(`refused: ${title}`, () => expect(schema.safeParse(payload).success).toBe(false));
}
