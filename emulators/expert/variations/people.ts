/** Tokens, ids and names of another look. */
import { randomBytes } from 'node:crypto';
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
