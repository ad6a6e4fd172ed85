/**
 * The documented shapes of the answers, as far as Keyturn relies on them. They are loose: undocumented and unused fields may
 * come and go.
 */
import { z } from 'zod';

/** IDs exceed 2^32, but must be exact numbers. */
const id = z.int().positive();

/** An absent field and `null` count as the same. */
const optional = <T extends z.ZodType>(type: T) => type.nullish();

/** https://developer.zendesk.com/api-reference/ticketing/users/users/#json-format */
const user = z.looseObject({
  id,
  // The names of our users are compared exactly. Other users' names must not affect the verdict.
  name: optional(z.string()),
  email: optional(z.string()),
  role: optional(z.string()),
  active: optional(z.boolean()),
  verified: optional(z.boolean()),
  suspended: optional(z.boolean()),
  external_id: optional(z.string()),
  created_at: optional(z.string()),
  url: optional(z.string()),
  custom_role_id: optional(z.int()),
});
export type User = z.infer<typeof user>;

export const userAnswer = z.looseObject({ user });

/** For an anonymous caller, `/users/me` shows an "Anonymous user" without an ID. */
export const selfAnswer = z.looseObject({
  user: z.looseObject({
    id: z.int().nullish(),
    name: optional(z.string()),
    email: optional(z.string()),
    role: optional(z.string()),
  }),
});
export type Self = z.infer<typeof selfAnswer>;

/**
 * https://developer.zendesk.com/api-reference/ticketing/users/users/#search-users
 * A hit is only a hint, and may be any user. Keyturn relies only on its ID.
 */
const hit = z.looseObject({
  id,
  name: optional(z.string()),
  email: optional(z.string()),
  external_id: optional(z.string()),
});
export type Hit = z.infer<typeof hit>;

export const usersAnswer = z.looseObject({
  users: z.array(hit),
  next_page: optional(z.string()),
});

/** https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#json-format */
const token = z.looseObject({
  id,
  user_id: optional(id),
  client_id: optional(id),
  /** Its first ten characters. */
  token: optional(z.string()),
  /** The complete token, only in the answer that issues it. */
  full_token: optional(z.string()),
  scopes: optional(z.array(z.string())),
  created_at: optional(z.string()),
  expires_at: optional(z.string()),
});
export type Token = z.infer<typeof token>;

export const tokenAnswer = z.looseObject({ token });

export const tokensAnswer = z.looseObject({ tokens: z.array(token), next_page: optional(z.string()) });

/** https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/ */
export const grantAnswer = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.string(),
  scope: optional(z.string()),
  expires_in: optional(z.number()),
  refresh_token: optional(z.string()),
  refresh_token_expires_in: optional(z.number()),
});
export type Grant = z.infer<typeof grantAnswer>;

/** https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_clients/#json-format */
const client = z.looseObject({
  id: optional(z.int()),
  identifier: optional(z.string()),
  redirect_uri: optional(z.union([z.string(), z.array(z.string())])),
  user_id: optional(z.int()),
});

export const clientAnswer = z.looseObject({ client });

export const clientsAnswer = z.looseObject({ clients: z.array(client) });
export type Clients = z.infer<typeof clientsAnswer>;

/** https://developer.zendesk.com/api-reference/ticketing/users/user_identities/#json-format */
export const identitiesAnswer = z.looseObject({
  identities: z.array(z.looseObject({ type: z.string(), value: optional(z.string()) })),
});

/** https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/#list-password-requirements */
export const requirementsAnswer = z.looseObject({ requirements: z.array(z.string()) });
export type Requirements = z.infer<typeof requirementsAnswer>;

const signInMethods = z.looseObject({
  zendesk_login: optional(z.boolean()),
  enforce_sso: optional(z.boolean()),
  two_factor_enforce: optional(z.boolean()),
});

/** https://developer.zendesk.com/api-reference/ticketing/account-configuration/security_settings/ */
export const securitySettingsAnswer = z.looseObject({
  security_settings: z.looseObject({
    admins_can_set_user_passwords: optional(z.boolean()),
    authentication: optional(
      z.looseObject({ agent: optional(signInMethods), end_user: optional(signInMethods) }),
    ),
    ip: optional(z.looseObject({ ip_restriction_enabled: optional(z.boolean()) })),
  }),
});
export type SecuritySettings = z.infer<typeof securitySettingsAnswer>;

/** https://developer.zendesk.com/api-reference/ticketing/groups/groups/#list-groups */
export const groupsAnswer = z.looseObject({
  groups: z.array(z.looseObject({ name: optional(z.string()), default: optional(z.boolean()) })),
});

/** Answers without a documented body: 204, and the 200 of a password call. */
export const nothing = z.unknown();
