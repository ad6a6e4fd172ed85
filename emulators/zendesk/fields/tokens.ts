/** Fields of tokens as resources. */
import { isoTime } from '../http/iso-time.ts';
import { replaced, without, type ObjectKind } from '../overlays/everywhere.ts';
import { anotherId } from '../overlays/people.ts';
import type { ZendeskField } from '../overlays/types.ts';

const DAY_MS = 24 * 3_600_000;

const path = /^\/api\/v2\/oauth\/tokens(\/(\d+|current))?$/;
const SHOWN: ObjectKind = { path, keys: ['token'] };
const LISTED: ObjectKind = { path, keys: ['tokens'] };
const ANY: ObjectKind = { path, keys: ['token', 'tokens'] };

export const tokenFields: readonly ZendeskField[] = [
  {
    name: 'token-user-id',
    what: 'the user_id of a token that is shown individually',
    omit: without(SHOWN, 'user_id'),
    falsify: replaced(SHOWN, 'user_id', (id, _token, tenant) => anotherId(id, tenant)),
    faultSentence: 'A token that is shown individually has the user_id of another user.',
  },
  {
    name: 'listed-token-user-id',
    what: 'the user_id of the tokens in a list',
    omit: without(LISTED, 'user_id'),
    falsify: replaced(LISTED, 'user_id', (id, _token, tenant) => anotherId(id, tenant)),
    faultSentence: 'The tokens in a list have the user_id of another user.',
  },
  {
    name: 'token-client-id',
    what: 'the client_id of tokens',
    omit: without(ANY, 'client_id'),
    falsify: replaced(
      ANY,
      'client_id',
      (id, _token, { clients }) => clients.find((client) => client.id !== id)?.id ?? null,
    ),
    faultSentence: 'Tokens are shown with the client_id of another client.',
  },
  {
    name: 'token-prefix',
    what: 'the first ten characters of tokens',
    omit: without(ANY, 'token'),
    falsify: replaced(ANY, 'token', (shown) => Array.from(String(shown)).reverse().join('')),
    faultSentence: 'Tokens are shown with ten characters that they do not begin with.',
  },
  {
    name: 'token-scopes',
    what: 'the scopes of tokens',
    omit: without(ANY, 'scopes'),
    falsify: replaced(ANY, 'scopes', (scopes) =>
      Array.isArray(scopes) && scopes.includes('write') ? ['read'] : ['read', 'write'],
    ),
    faultSentence: 'Tokens are shown with scopes that they do not have.',
  },
  {
    name: 'token-expires-at',
    what: 'the expires_at of tokens',
    omit: without(ANY, 'expires_at'),
    falsify: replaced(ANY, 'expires_at', (_at, _token, { now }) => isoTime(now() - DAY_MS)),
    faultSentence: 'Live tokens are shown with an expires_at one day in the past.',
  },
  {
    name: 'token-created-at',
    what: 'the created_at of tokens',
    omit: without(ANY, 'created_at'),
    falsify: replaced(ANY, 'created_at', (at) => isoTime(Date.parse(String(at)) - DAY_MS)),
    faultSentence: 'Tokens are shown as one day older than they are.',
  },
];
