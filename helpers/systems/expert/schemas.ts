/**
 * The documents that the suite reads, as far as it relies on them. A document is the same value whether it came as XML
 * or as JSON (see `format.ts`): every scalar is a text, and an element with attributes an object. Loose: fields that we
 * do not know are none of our business.
 */
import { z } from 'zod';

/** A text. JSON may say a number or a truth as such. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** A text, with or without attributes beside it; an empty element is the empty text. */
const text = z
  .union([scalar, z.looseObject({ '#text': scalar.optional() })])
  .transform((value) => (typeof value === 'string' ? value : (value['#text'] ?? '')));

/** An address, which is hidden from whoever may not see it. */
const address = z
  .union([scalar, z.looseObject({ '@hidden': scalar.optional(), '#text': scalar.optional() })])
  .transform((value) => {
    if (typeof value === 'string') return value;
    return value['@hidden']?.toLowerCase() === 'true' ? undefined : (value['#text'] ?? '');
  });

/** A number of a user: an unsigned integer of 32 bits. */
const number = z
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
    '@id': number,
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
    /** Nothing where it is not shown, as all that follows. */
    fullname: document.fullname,
    /** Hidden from whoever may not see it. */
    email: document.email,
    /** `active` or `inactive`; the service does not show it to everybody. */
    status: document.status?.toLowerCase(),
    /** Whether it takes one of the seats that are paid for; nothing where that is not shown. */
    seated: parseBoolean(document['license.seat']),
    role: document['permissions.user']?.role,
    /** What it may do, by its role or in effect. */
    operations: [document['permissions.user'], document['permissions.effective']].flatMap((permitted) =>
      operationsIn(permitted?.operations),
    ),
  }));
export type User = z.infer<typeof userDocument>;

/** Several users; what repeats once is no list. */
export const usersDocument = z
  .union([
    z.literal(''),
    z.looseObject({ user: z.union([z.array(userDocument), userDocument, z.literal('')]).optional() }),
  ])
  .transform((document) => {
    const users = document === '' ? undefined : document.user;
    if (users === undefined || users === '') return [];
    return Array.isArray(users) ? users : [users];
  });

/** The plain text of a token, as it came: a client sends all of it. */
export const tokenText = z.string().min(1, 'is empty, where a token is documented');

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
