/** Variations of the site's people, rights and license. */
import { replacing } from '../../common/overlays.ts';
import { Refusal } from '../http/errors.ts';
import type { Site } from '../http/site.ts';
import type { ExpertVariation } from '../overlays/types.ts';
import { ONLY_ADMINS } from '../site/assumptions.ts';
import { ANONYMOUS_ID } from '../site/people.ts';

/** The next user gets an ID that needs 32 bits, but not more. */
function largeIds({ people }: Site): void {
  people.skipTo(3_200_000_001);
}

/** Names of new users begin with a capital letter, however they were written. */
function capitalNames({ people }: Site): void {
  const add = people.add.bind(people);
  people.add = (newcomer) => {
    const [first = ''] = newcomer.username;
    return add({ ...newcomer, username: `${first.toUpperCase()}${newcomer.username.slice(first.length)}` });
  };
}

/** Anonymous may change in their own record what other users may change in theirs (E-USER-12). */
function anonymousWritesOwnRecord({ behavior }: Site): void {
  const { update } = behavior.features;
  behavior.features.update = async (site, request, caller, userId) => {
    const isOwnRecord =
      caller.person.id === ANONYMOUS_ID && behavior.targetOf(site, userId, caller.person) === caller.person;
    if (!isOwnRecord) return update(site, request, caller, userId);
    const { role } = caller.person;
    const reply = await update(site, request, { ...caller, apikey: true }, userId);
    if (caller.person.role === role) return reply;
    caller.person.role = role;
    throw new Refusal(ONLY_ADMINS);
  };
}

export const siteVariations: readonly ExpertVariation[] = [
  {
    name: 'newer-errors',
    sentence: 'Errors contain exception and resource.',
    options: { errors: 'newer' },
  },
  {
    name: 'classic-role-names',
    sentence: 'Roles are called Contributor and Manager.',
    options: { roleNames: 'classic' },
  },
  {
    name: 'emails-visible',
    sentence: 'Every caller sees all email addresses.',
    options: { emailVisible: true },
  },
  {
    name: 'private-site',
    sentence: 'Anonymous callers may read nothing but users/current.',
    options: { anonymousReads: false },
  },
  {
    name: 'anonymous-writes-itself',
    sentence: 'Anonymous may change their own record, as other users may.',
    install: replacing(anonymousWritesOwnRecord),
  },
  {
    name: 'no-server-token',
    sentence: 'The site has no server API token.',
    options: { serverToken: false },
  },
  {
    name: 'few-seats',
    sentence: 'The license allows five more users with a seat.',
    options: { seatsLeft: 5 },
  },
  {
    name: 'large-ids',
    sentence: 'IDs of new users need 32 bits.',
    install: replacing(largeIds),
  },
  {
    name: 'names-with-a-capital',
    sentence: 'Names of new users begin with a capital letter, however they were written.',
    install: replacing(capitalNames),
  },
];
