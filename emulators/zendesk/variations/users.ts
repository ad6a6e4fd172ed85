/** What honest tenants differ in about users. */
import { after, answer, DELETE_USER, personOf, SHOW_USER, type Install } from '../ways.ts';
import { presentUser } from '../users/present.ts';
import type { ZendeskVariation } from '../variations.ts';

/** Ids of whatever is made from now on go on from here. */
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

export const userVariations: readonly ZendeskVariation[] = [
  {
    name: 'minimal-user-replies',
    sentence: 'Users are shown with the few fields of the documented examples only.',
    options: { minimalUserReplies: true },
  },
  {
    name: 'index-lag',
    sentence: 'The search learns of everything one and a half seconds later.',
    options: { indexLagMs: 1500 },
  },
  {
    name: 'second-delete-200',
    sentence: 'Deleting a deleted user again is answered with 200.',
    options: { secondDeleteStatus: 200 },
  },
  {
    name: 'deleted-user-not-found',
    sentence: 'A deleted user is not found by its id any more.',
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
    sentence: 'Ids have eight digits.',
    install: idsFrom(10_000_000),
  },
  {
    name: 'large-ids',
    sentence: 'Ids have sixteen digits, and just fit into a number.',
    install: idsFrom(9_007_100_000_000_000),
  },
];
