/** Variations of tokens and their cookies. */
import { randomBytes } from 'node:crypto';
import { replacing } from '../../common/overlays.ts';
import type { Site } from '../http/site.ts';
import type { ExpertVariation } from '../overlays/types.ts';

/** Opaque tokens of 24 characters. */
function shortTokens({ tokens, secrets }: Site): void {
  const long = new Map<string, string>();
  const issue = tokens.issue.bind(tokens);
  const userOf = tokens.userOf.bind(tokens);
  tokens.issue = (person) => {
    const token = randomBytes(18).toString('base64url');
    long.set(token, issue(person));
    secrets.record('authtoken', token);
    return token;
  };
  // The site's own list of valid tokens still needs the long ones, which never leave the site.
  tokens.userOf = (token) => userOf(long.get(token) ?? token);
}

export const sessionVariations: readonly ExpertVariation[] = [
  {
    name: 'modern-cookie',
    sentence: 'The cookie with the token is unquoted, HttpOnly and SameSite.',
    options: { cookie: 'modern' },
  },
  {
    name: 'secure-cookie',
    sentence: 'The cookie with the token is also Secure.',
    options: { cookie: 'modern', cookieSecure: true },
  },
  { name: 'modern-tokens', sentence: 'Tokens are opaque and long.', options: { tokenFormat: 'modern' } },
  {
    name: 'short-tokens',
    sentence: 'Tokens are opaque and have 24 characters.',
    install: replacing(shortTokens),
  },
  {
    name: 'tokens-survive-a-change',
    sentence: "A new password leaves the user's earlier tokens valid.",
    options: { tokensSurviveChange: true },
  },
  {
    name: 'stale-tokens-refused',
    sentence: 'A call with an invalid token is refused with 401.',
    options: { staleTokens: 'refused' },
  },
  {
    name: 'tokens-are-enough-to-sign-in',
    sentence: 'A forced sign-in accepts a token.',
    options: { authenticateAcceptsTokens: true },
  },
  {
    name: 'today',
    sentence: 'Tokens, cookies, errors and policy are as they may be today.',
    options: {
      cookie: 'modern',
      tokenFormat: 'modern',
      tokensSurviveChange: true,
      staleTokens: 'refused',
      authenticateAcceptsTokens: true,
      accountPasswordChecked: true,
      wrongCurrentPasswordCounts: true,
      errors: 'newer',
      chunked: true,
      extraFields: true,
    },
  },
  {
    name: 'as-in-2011',
    sentence: 'Policy, roles and lockout are those of the old server.',
    options: { passwordPolicy: 'classic', roleNames: 'classic', lockout: null, serverToken: false },
  },
];
