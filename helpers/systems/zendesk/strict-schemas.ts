/**
 * The documented shapes of the answers, complete and strict. Any difference is drift, and fails nothing. The parts that Keyturn
 * relies on are in `schemas.ts`. The names are those of Zendesk's OpenAPI file, https://developer.zendesk.com/zendesk/oas.yaml
 */
import { z } from 'zod';
import type { Call } from '../../http/call.ts';
import {
  clientsAnswer,
  grantAnswer,
  nothing,
  requirementsAnswer,
  securitySettingsAnswer,
  selfAnswer,
  tokenAnswer,
  tokensAnswer,
  userAnswer,
  usersAnswer,
} from './schemas.ts';

const text = z.string().nullish();
const flag = z.boolean().nullish();
const integer = z.int().nullish();
const anything = z.unknown();

/** Fields that not every caller may see, so they never count as missing. */
const shownToSome = {
  alias: text,
  authenticity_token: text,
  chat_only: flag,
  custom_role_id: integer,
  default_group_id: integer,
  details: text,
  last_login_at: text,
  moderator: flag,
  notes: text,
  only_private_comments: flag,
  permanently_deleted: flag,
  remote_photo_url: text,
  report_csv: flag,
  restricted_agent: flag,
  role_type: integer,
  shared: flag,
  shared_agent: flag,
  shared_phone_number: flag,
  signature: text,
  suspended: flag,
  tags: z.array(z.string()).nullish(),
  ticket_restriction: text,
  two_factor_auth_enabled: flag,
  user_fields: z.record(z.string(), anything).nullish(),
};

const user = z.strictObject({
  ...shownToSome,
  active: z.boolean(),
  created_at: z.string(),
  email: z.string(),
  external_id: z.string(),
  iana_time_zone: z.string(),
  id: z.int(),
  locale: z.string(),
  locale_id: z.int(),
  name: z.string(),
  organization_id: z.int(),
  phone: z.string(),
  photo: z.looseObject({}).nullable(),
  role: z.string(),
  time_zone: z.string(),
  updated_at: z.string(),
  url: z.string(),
  verified: z.boolean(),
});

const token = z.strictObject({
  client_id: z.int(),
  created_at: z.string(),
  expires_at: z.string(),
  id: z.int(),
  refresh_token: z.string(),
  refresh_token_expires_at: text,
  scopes: z.array(z.string()),
  token: z.string(),
  url: z.string(),
  used_at: z.string(),
  user_id: z.int(),
});

const optionalPage = Object.fromEntries(
  ['next_page', 'previous_page', 'count', 'meta', 'links'].map((name) => [name, anything.optional()]),
);

/** The documented shape for each answer. */
const documented = {
  user: z.strictObject({ user }),
  users: z.strictObject({ ...optionalPage, users: z.array(user) }),
  token: z.strictObject({ token }),
  tokens: z.strictObject({ ...optionalPage, tokens: z.array(token) }),
  grant: z.strictObject({
    access_token: z.string(),
    token_type: z.string(),
    scope: z.string(),
    expires_in: integer,
    refresh_token: text,
    refresh_token_expires_in: integer,
  }),
  requirements: z.strictObject({ requirements: z.array(z.string()) }),
  clients: z.strictObject({
    ...optionalPage,
    clients: z.array(
      z.strictObject({
        company: text,
        created_at: z.string(),
        description: text,
        global: flag,
        id: z.int(),
        identifier: z.string(),
        kind: text,
        logo_url: text,
        name: z.string(),
        redirect_uri: z.union([z.string(), z.array(z.string())]),
        secret: text,
        updated_at: z.string(),
        url: z.string(),
        user_id: integer,
      }),
    ),
  }),
  securitySettings: z.strictObject({
    security_settings: z.strictObject({
      admins_can_set_user_passwords: z.boolean(),
      agent_session_timeout: integer,
      assumable: flag,
      assumable_account_type: flag,
      assumption_duration: text,
      assumption_expiration: text,
      authentication: z.strictObject({ agent: z.looseObject({}), end_user: z.looseObject({}) }),
      csp_blocking_enabled: flag,
      email_agent_when_sensitive_fields_changed: flag,
      end_user_session_timeout: integer,
      ip: z.looseObject({}).nullish(),
      maximum_session_duration: integer,
      maximum_session_duration_enabled: flag,
      mobile_app_access: flag,
      mobile_app_session_timeout: integer,
      two_factor_last_update: text,
    }),
  }),
  /** The answer has no content. */
  nothing: z.union([z.literal(''), z.null(), z.undefined()]),
} as const;

/** Errors come in two shapes. OAuth errors are those of RFC 6749. */
const documentedError = z.strictObject({
  error: anything,
  description: text,
  error_description: text,
  error_uri: text,
  details: anything.optional(),
});

/** The complete shape for the schema of each answer. */
const COMPLETE = new Map<z.ZodType, z.ZodType>([
  [userAnswer, documented.user],
  [selfAnswer, documented.user],
  [usersAnswer, documented.users],
  [tokenAnswer, documented.token],
  [tokensAnswer, documented.tokens],
  [grantAnswer, documented.grant],
  [requirementsAnswer, documented.requirements],
  [clientsAnswer, documented.clients],
  [securitySettingsAnswer, documented.securitySettings],
  [nothing, documented.nothing],
]);

/** Returns the complete documented shape of an answer. `relied` is the schema of the parts that Keyturn relies on. */
export function documentedFor(relied: z.ZodType): { documented?: Call<unknown>['documented'] & object } {
  const success = COMPLETE.get(relied);
  return success === undefined ? {} : { documented: { success, refusal: documentedError } };
}
