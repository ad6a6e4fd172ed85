/** Fields of users, of callers who ask who they are, and of deleted users. */
import type { JsonObject } from '../http/body.ts';
import { isoTime } from '../http/iso-time.ts';
import type { Tenant } from '../http/tenant.ts';
import { all, before } from '../overlays/around.ts';
import { DELETE_USER } from '../overlays/endpoints.ts';
import { everywhere, replaced, without, type ObjectKind } from '../overlays/everywhere.ts';
import { personOf } from '../overlays/people.ts';
import type { ZendeskField, Install } from '../overlays/types.ts';
import type { Person } from '../tenant/people.ts';

const TEN_YEARS_MS = 10 * 365 * 24 * 3_600_000;

const keys = ['user', 'users'];
const OTHERS: ObjectKind = { path: /^\/api\/v2\/users(\/(search|show_many|create_or_update|\d+))?$/, keys };
const ME: ObjectKind = { path: /^\/api\/v2\/users\/me$/, keys };
const ANY: ObjectKind = { path: /^\/api\/v2\/users(\/(search|show_many|create_or_update|me|\d+))?$/, keys };

function personShown(user: JsonObject, { people }: Tenant): Person | undefined {
  return people.get(Number(user['id']));
}

/** Falsifies a field of users who are not deleted. */
function falsified(
  kind: ObjectKind,
  field: string,
  value: (now: unknown, user: JsonObject) => unknown,
): Install {
  return replaced(kind, field, (now, user, tenant) =>
    personShown(user, tenant)?.active === true ? value(now, user) : now,
  );
}

/** Changes deleted users. */
function ofDeleted(change: (user: JsonObject) => JsonObject): Install {
  return everywhere(OTHERS, (user, tenant) =>
    personShown(user, tenant)?.active === false ? change(user) : user,
  );
}

/** A person without an address is still shown without one. */
const otherAddress = (email: unknown): unknown => (typeof email === 'string' ? `other.${email}` : email);
const otherRole = (role: unknown): unknown => (role === 'agent' ? 'end-user' : 'agent');

export const userFields: readonly ZendeskField[] = [
  {
    name: 'user-email',
    what: 'the addresses of users, except when callers ask who they are',
    omit: without(OTHERS, 'email'),
    falsify: falsified(OTHERS, 'email', otherAddress),
    faultSentence: 'Users are shown with an address that they do not have.',
  },
  {
    name: 'user-role',
    what: 'the roles of users, except when callers ask who they are',
    omit: without(OTHERS, 'role'),
    falsify: falsified(OTHERS, 'role', otherRole),
    faultSentence: 'Users are shown with a role that they do not have.',
  },
  {
    name: 'user-external-id',
    what: 'the external IDs of users',
    omit: without(ANY, 'external_id'),
    falsify: falsified(ANY, 'external_id', (id) => (typeof id === 'string' ? `${id}-0` : id)),
    faultSentence: 'Users are shown with an external ID that they do not have.',
  },
  {
    name: 'user-verified',
    what: 'whether users are verified',
    omit: without(ANY, 'verified'),
    falsify: falsified(ANY, 'verified', (verified) => verified !== true),
    faultSentence: 'Verified users are shown as not verified, and vice versa.',
  },
  {
    name: 'user-active',
    what: 'that a user who is not deleted is active',
    omit: everywhere(ANY, (user, tenant) =>
      personShown(user, tenant)?.active === true ? { ...user, active: undefined } : user,
    ),
    falsify: falsified(ANY, 'active', () => false),
    faultSentence: 'Users who are not deleted are shown as deleted.',
  },
  {
    name: 'user-suspended',
    what: 'whether users are suspended',
    omit: without(ANY, 'suspended'),
    falsify: falsified(ANY, 'suspended', (suspended) => suspended !== true),
    faultSentence: 'Suspended users are shown as not suspended, and vice versa.',
  },
  {
    name: 'user-created-at',
    what: 'when users were created',
    omit: without(ANY, 'created_at'),
    falsify: falsified(ANY, 'created_at', (at) => isoTime(Date.parse(String(at)) - TEN_YEARS_MS)),
    faultSentence: 'Users are shown as ten years older than they are.',
  },
  {
    name: 'user-url',
    what: 'the URL of users',
    omit: without(ANY, 'url'),
    falsify: replaced(ANY, 'url', (url, user, { people }) => {
      const other = people.all().find(({ id, purged }) => id !== user['id'] && !purged);
      return typeof url === 'string' ? url.replace(/\d+(?=\.json$)/, String(other?.id ?? 0)) : url;
    }),
    faultSentence: 'The URL of a user is that of another user.',
  },
  {
    name: 'me-email',
    what: 'the address of callers who ask who they are',
    omit: without(ME, 'email'),
    falsify: falsified(ME, 'email', otherAddress),
    faultSentence: 'Callers who ask who they are get an address that they do not have.',
  },
  {
    name: 'me-role',
    what: 'the role of callers who ask who they are',
    omit: without(ME, 'role'),
    falsify: falsified(ME, 'role', otherRole),
    faultSentence: 'Callers who ask who they are get a role that they do not have.',
  },
  {
    name: 'deleted-user-email',
    what: 'the address of deleted users, which is empty',
    omit: ofDeleted((user) => ({ ...user, email: undefined })),
    falsify: ofDeleted((user) => ({ ...user, email: `deleted.${String(user['id'])}@example.com` })),
    faultSentence: 'Deleted users are shown with an address that they never had.',
  },
  {
    name: 'deleted-user-external-id',
    what: 'the external ID of deleted users, which is empty',
    omit: ofDeleted((user) => ({ ...user, external_id: undefined })),
    falsify: (tenant) => {
      const kept = new Map<number, string | null>();
      const remember = before(DELETE_USER, (c) => {
        const person = personOf(c, tenant);
        if (person?.active === true) kept.set(person.id, person.external_id);
      });
      const show = ofDeleted((user) => ({ ...user, external_id: kept.get(Number(user['id'])) ?? null }))(
        tenant,
      );
      return show === undefined ? remember : all(remember, show);
    },
    faultSentence: 'Deleted users are shown with the external ID that they had.',
  },
];
