/**
 * The parts of documents that Keyturn relies on. A document is the same value in XML and JSON (see `format.ts`): every scalar is
 * a string, and an element with attributes is an object. The schemas are loose: unknown fields are ignored.
 */
import { z } from 'zod';

/** A string. JSON may contain numbers and booleans. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** A string, with or without attributes. An empty element is the empty string. */
const text = z
  .union([scalar, z.looseObject({ '#text': scalar.optional() })])
  .transform((value) => (typeof value === 'string' ? value : (value['#text'] ?? '')));

/** An email address, which is hidden from callers who may not see it. */
const address = z
  .union([scalar, z.looseObject({ '@hidden': scalar.optional(), '#text': scalar.optional() })])
  .transform((value) => {
    if (typeof value === 'string') return value;
    return value['@hidden']?.toLowerCase() === 'true' ? undefined : (value['#text'] ?? '');
  });

/** A user ID: an unsigned integer of 32 bits. */
const userId = z
  .union([z.string(), z.number()])
  .refine((value) => /^\d{1,10}$/.test(String(value)), 'is not a number')
  .transform(Number);

const permissions = z
  .union([z.literal(''), z.looseObject({ operations: text.optional(), role: text.optional() })])
  .transform((value) => (value === '' ? {} : value));

/**
 * A user. See `GET users/{userid}`,
 * https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/users%2F%2F%7Buserid%7D_(GET)
 */
export const userDocument = z
  .looseObject({
    '@id': userId,
    username: text,
    fullname: text.optional(),
    email: address.optional(),
    status: text.optional(),
    'license.seat': text.optional(),
    'permissions.user': permissions.optional(),
    'permissions.effective': permissions.optional(),
  })
  .transform((document) => ({
    id: document['@id'],
    username: document.username,
    /** `undefined` if it is not shown, like all fields below. */
    fullname: document.fullname,
    /** Hidden from callers who may not see it. */
    email: document.email,
    /** `active` or `inactive`. The service does not show it to every caller. */
    status: document.status?.toLowerCase(),
    /** Whether the user takes a seat. */
    seated: parseBoolean(document['license.seat']),
    role: document['permissions.user']?.role,
    /** What the user may do, by their role or in effect. */
    operations: [document['permissions.user'], document['permissions.effective']].flatMap((permitted) =>
      operationsIn(permitted?.operations),
    ),
  }));
export type User = z.infer<typeof userDocument>;

/** A list of users. A single user is not in an array. */
const list = z.union([
  z.literal(''),
  z.looseObject({
    '@querycount': scalar.optional(),
    user: z.union([z.array(userDocument), userDocument, z.literal('')]).optional(),
  }),
]);

/** The users in a list. */
export const usersDocument = list.transform(usersIn);

/** A page of a list of users, and how many users match the query on all pages, if the site shows it. */
export const usersPage = list.transform((document) => {
  const matching = document === '' ? undefined : document['@querycount'];
  return { users: usersIn(document), matching: matching === undefined ? undefined : Number(matching) };
});

function usersIn(document: z.infer<typeof list>): User[] {
  const users = document === '' ? undefined : document.user;
  if (users === undefined || users === '') return [];
  return Array.isArray(users) ? users : [users];
}

/** The plain text of a token, unchanged, because a client sends all of it. */
export const tokenText = z.string().min(1, 'is empty, but should be a token');

/** An answer whose body is not documented, or does not matter. */
export const anything = z.unknown();

function parseBoolean(text: string | undefined): boolean | undefined {
  return text === undefined || text === '' ? undefined : text.toLowerCase() === 'true';
}

function operationsIn(list = ''): string[] {
  return list
    .split(',')
    .map((name) => name.trim().toUpperCase())
    .filter((name) => name !== '');
}
