import { bodyIfUsable } from '../../http/exchange.ts';
import { asObject } from '../../http/format.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { ZendeskConnection } from './connection.ts';
import type { ZendeskSubject } from './requirement-subject.ts';
import type { Requirements } from './schemas.ts';

/** Headers that show the version. */
const VERSIONS = /^(?:x-zendesk-(?:api|application)-version|server)$/;

/** Fields of the OAuth client that matter. Its secret and its dates are left out. */
const CLIENT = /^(?:kind|global|redirect_uri|scopes?|allowed_scopes|token_lifetime.*|.*expir.*)$/;

/** Settings that reveal a company's network are left out. */
const PRIVATE = /(?:^|\.)ip_ranges$|office_365_allowed_tids$/;

/**
 * Returns the fingerprint of a tenant by name, to compare first when the tenant behaves differently from the previous run:
 * security settings, what the client may do, and versions. They are read once, for the requirements as well.
 */
export async function fingerprintOf(
  { target }: Pick<ZendeskConnection, 'target'>,
  subject: Pick<ZendeskSubject, 'self' | 'security' | 'clients'>,
): Promise<Record<string, string>> {
  const [me, settings, clients] = await Promise.all([subject.self(), subject.security(), subject.clients()]);
  const client = bodyIfUsable(clients)?.clients.find(
    ({ identifier }) => identifier === target.client.identifier,
  );
  const versions = Object.entries(me.headers).filter(([name]) => VERSIONS.test(name));
  const ofClient = Object.entries(client ?? {}).filter(([name]) => CLIENT.test(name));
  return {
    ...Object.fromEntries(versions.map(([name, value]) => [`header ${name}`, value])),
    ...flat('security', bodyIfUsable(settings)?.security_settings),
    ...flat('client', Object.fromEntries(ofClient)),
  };
}

/** Returns the part of the fingerprint that an answer to the question for password requirements shows. */
export function fingerprintOfPasswords(required: Exchange<Requirements>): Record<string, string> {
  const passwords = bodyIfUsable(required);
  return passwords === undefined ? {} : { 'password requirements': passwords.requirements.join('; ') };
}

/** Deeper than any settings that the documentation shows. */
const MAX_DEPTH = 8;

/** Flattens an object to scalars by path, such as `security.authentication.agent.enforce_sso`. */
function flat(prefix: string, value: unknown, depth = 0): Record<string, string> {
  if (value === undefined || PRIVATE.test(prefix) || depth > MAX_DEPTH) return {};
  const fields = asObject(value);
  if (fields === undefined || Array.isArray(value)) return { [prefix]: asText(value) };
  return Object.assign(
    {},
    ...Object.entries(fields).map(([name, inner]) => flat(`${prefix}.${name}`, inner, depth + 1)),
  ) as Record<string, string>;
}

function asText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'a list that is nested too deeply';
  }
}
