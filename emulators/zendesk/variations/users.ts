/** Variations of users. */
import { isJsonObject } from '../http/body.ts';
import { recordInvalid } from '../http/errors.ts';
import { after, afterSuccess, all, before, instead } from '../overlays/around.ts';
import { callerOf } from '../overlays/callers.ts';
import {
  CREATE_USER,
  DELETE_USER,
  isCallTo,
  SEARCH_USERS,
  SHOW_USER,
  UPDATE_USER,
} from '../overlays/endpoints.ts';
import { personOf } from '../overlays/people.ts';
import { answer, replyOf } from '../overlays/replies.ts';
import { fieldsOf, sendUser } from '../overlays/requests.ts';
import type { ZendeskVariation, Install } from '../overlays/types.ts';
import { primaryEmail } from '../tenant/people.ts';
import { addressTaken } from '../users/attributes.ts';
import { presentUser } from '../users/present.ts';

/** New IDs begin after `first`. */
function idsFrom(first: number): Install {
  return ({ ids }) => {
    let last = first;
    ids.next = () => {
      last += 7;
      return last;
    };
    return undefined;
  };
}

/**
 * A team member also has the address of the newest user, as a shared identity. They are shown with it, and a search for it
 * finds them first.
 */
function sharedAddress(name: string): Install {
  return (tenant) => {
    let address: string | undefined;
    const sharer = () => tenant.people.all().find((person) => person.name === name);
    const shown = () => {
      const person = sharer();
      return person && { ...presentUser(tenant, person), email: address };
    };
    return all(
      afterSuccess(CREATE_USER, async (c) => {
        const { user } = await replyOf(c);
        if (isJsonObject(user) && typeof user['email'] === 'string') address = user['email'];
      }),
      afterSuccess(SHOW_USER, (c) => {
        if (address !== undefined && personOf(c, tenant)?.id === sharer()?.id)
          answer(c, 200, { user: shown() });
      }),
      afterSuccess(SEARCH_USERS, async (c) => {
        if (
          address === undefined ||
          !(c.req.query('query') ?? '').toLowerCase().includes(address.toLowerCase())
        )
          return;
        const { users, ...rest } = await replyOf(c);
        const others = Array.isArray(users)
          ? (users as unknown[]).filter((user) => isJsonObject(user) && user['id'] !== sharer()?.id)
          : [];
        answer(c, 200, { ...rest, users: [shown(), ...others], count: others.length + 1 });
      }),
    );
  };
}

export const userVariations: readonly ZendeskVariation[] = [
  {
    name: 'minimal-user-replies',
    sentence: 'Users are shown with only the few fields of the documented examples.',
    options: { minimalUserReplies: true },
  },
  {
    name: 'index-lag',
    sentence: 'The search index lags by 1.5 seconds.',
    options: { indexLagMs: 1500 },
  },
  {
    name: 'address-free-later',
    sentence: 'The address of a deleted user becomes free one second after the deletion.',
    install: (tenant) => {
      const freeAt = new Map<string, number>();
      return all(
        async (c, next) => {
          const person = isCallTo(c, DELETE_USER) ? personOf(c, tenant) : undefined;
          const address = person && primaryEmail(person)?.toLowerCase();
          await next();
          if (address !== undefined && c.res.ok) freeAt.set(address, Date.now() + 1000);
        },
        instead(CREATE_USER, async (c) => {
          const { user } = await fieldsOf(c);
          const email =
            isJsonObject(user) && typeof user['email'] === 'string' ? user['email'].toLowerCase() : '';
          if ((freeAt.get(email) ?? 0) < Date.now()) return undefined;
          const { status, body } = recordInvalid({ email: [addressTaken(email)] });
          return Response.json(body, { status });
        }),
      );
    },
  },
  {
    name: 'shared-address',
    sentence: 'A team member also has the address of the newest user, and comes first in a search for it.',
    install: sharedAddress('Keyturn Support'),
  },
  {
    name: 'role-ignored',
    sentence:
      'A role that the caller may not assign is dropped from the change, and the rest of the change is made.',
    install: (tenant) =>
      before(UPDATE_USER, async (c) => {
        if (callerOf(c, tenant)?.person.role === 'admin') return;
        await sendUser(c, (user) =>
          Object.fromEntries(Object.entries(user).filter(([name]) => name !== 'role')),
        );
      }),
  },
  {
    name: 'second-delete-200',
    sentence: 'Deleting a deleted user again is answered with 200.',
    options: { secondDeleteStatus: 200 },
  },
  {
    name: 'deleted-user-not-found',
    sentence: 'A deleted user is no longer found by ID.',
    install: (tenant) =>
      after(SHOW_USER, (c) => {
        if (personOf(c, tenant)?.active === false)
          answer(c, c.res.ok ? 404 : c.res.status, { error: 'RecordNotFound', description: 'Not found' });
      }),
  },
  {
    name: 'deleted-agent-is-end-user',
    sentence: 'An agent who is deleted is shown as an end user.',
    install: (tenant) =>
      after(DELETE_USER, (c) => {
        const person = personOf(c, tenant);
        if (!c.res.ok || person?.active !== false) return;
        person.role = 'end-user';
        tenant.changed(person);
        answer(c, 200, { user: presentUser(tenant, person) });
      }),
  },
  {
    name: 'small-ids',
    sentence: 'IDs have eight digits.',
    install: idsFrom(10_000_000),
  },
  {
    name: 'large-ids',
    sentence: 'IDs have sixteen digits, and are still safe integers.',
    install: idsFrom(9_007_100_000_000_000),
  },
];
