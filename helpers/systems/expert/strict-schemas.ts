/**
 * The shapes of the known documents, complete and strict, in the mapping to JSON. Any difference is drift, and fails nothing. The
 * parts that Keyturn relies on are in `schemas.ts`. See `GET users/{userid}`,
 * https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/users%2F%2F%7Buserid%7D_(GET)
 */
import { z } from 'zod';
import type { Call } from '../../http/call.ts';
import { tokenText, userDocument, usersDocument, usersPage } from './schemas.ts';

/** A scalar, with or without attributes. */
const text = z.union([z.string(), z.looseObject({})]);
const anything = z.unknown();

const user = z.strictObject({
  '@id': text,
  '@href': text,
  '@anonymous': text.optional(),
  '@virtual': text.optional(),
  '@wikiid': text.optional(),
  nick: text,
  username: text,
  fullname: text,
  email: text,
  'license.seat': text.optional(),
  'hash.email': text.optional(),
  'uri.gravatar': text.optional(),
  'uri.avatar': text.optional(),
  'date.created': text,
  'page.home': anything.optional(),
  status: text,
  'date.lastlogin': text,
  language: text,
  timezone: text,
  'service.authentication': text,
  password: anything.optional(),
  'permissions.user': anything,
  'permissions.effective': anything.optional(),
  'permissions.revoked': anything.optional(),
  groups: anything.optional(),
  properties: anything.optional(),
});

/** The shapes of successful answers. */
const documented = {
  user,
  users: z.strictObject({
    '@count': text,
    '@querycount': text,
    '@totalcount': text,
    '@href': text,
    user: z.union([user, z.array(user)]).optional(),
  }),
  token: z.string(),
} as const;

/** The shape of an error, in the classic style and the newer one. */
const documentedError = z.strictObject({
  status: text.optional(),
  title: text.optional(),
  message: text,
  uri: text.optional(),
  exception: text.optional(),
  resource: text.optional(),
  arguments: anything.optional(),
  data: anything.optional(),
});

/** The complete shape for the schema of each answer. */
const COMPLETE = new Map<z.ZodType, z.ZodType>([
  [userDocument, documented.user],
  [usersDocument, documented.users],
  [usersPage, documented.users],
  [tokenText, documented.token],
]);

/** Returns the complete known shape of an answer. `relied` is the schema of the parts that Keyturn relies on. */
export function documentedFor(relied: z.ZodType): { documented?: Call<unknown>['documented'] & object } {
  const success = COMPLETE.get(relied);
  return success === undefined ? {} : { documented: { success, refusal: documentedError } };
}
