/** Tokens, ids and names of another look. */
import { randomBytes } from 'node:crypto';
import { ONLY_ADMINS } from '../assumptions.ts';
import { Refusal } from '../http/errors.ts';
import { ANONYMOUS_ID } from '../site/people.ts';
import type { Site } from '../site/site.ts';

/** Tokens of 24 characters that say nothing. */
export function shortTokens({ tokens, secrets }: Site): void {
  const long = new Map<string, string>();
  const issue = tokens.issue.bind(tokens);
  const holderOf = tokens.holderOf.bind(tokens);
  tokens.issue = (person) => {
    const token = randomBytes(18).toString('base64url');
    long.set(token, issue(person));
    secrets.note('authtoken', token);
    return token;
  };
  // The long ones never left the site; its own list of valid tokens asks for them.
  tokens.holderOf = (token) => holderOf(long.get(token) ?? token);
}

/** The next user gets a number that is still within 32 bits, but not within 31. */
export function largeIds({ people }: Site): void {
  people.skipTo(3_200_000_001);
}

/** Names of new users begin with a capital, however they were written. */
export function capitalNames({ people }: Site): void {
  const add = people.add.bind(people);
  people.add = (newcomer) => {
    const [first = ''] = newcomer.username;
    return add({ ...newcomer, username: `${first.toUpperCase()}${newcomer.username.slice(first.length)}` });
  };
}

/** Whoever is called Anonymous may change what others may of themselves: a user is updated by itself (E-USER-12). */
export function anonymousWritesItself({ behaviour }: Site): void {
  const { update } = behaviour.features;
  behaviour.features.update = async (site, request, caller, userId) => {
    const isItself =
      caller.person.id === ANONYMOUS_ID && behaviour.targetOf(site, userId, caller.person) === caller.person;
    if (!isItself) return update(site, request, caller, userId);
    const { role } = caller.person;
    const reply = await update(site, request, { ...caller, apikey: true }, userId);
    if (caller.person.role === role) return reply;
    caller.person.role = role;
    throw new Refusal(ONLY_ADMINS);
  };
}
