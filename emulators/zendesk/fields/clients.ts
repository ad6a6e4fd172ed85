/** Fields of an OAuth client. */
import { replaced, without, type ObjectKind } from '../overlays/everywhere.ts';
import { anotherId } from '../overlays/people.ts';
import type { ZendeskField } from '../overlays/types.ts';

const CLIENTS: ObjectKind = { path: /^\/api\/v2\/oauth\/clients(\/\d+)?$/, keys: ['client', 'clients'] };

export const clientFields: readonly ZendeskField[] = [
  {
    name: 'client-user-id',
    what: 'the user_id of OAuth clients',
    omit: without(CLIENTS, 'user_id'),
    falsify: replaced(CLIENTS, 'user_id', (id, _client, tenant) => anotherId(id, tenant)),
    faultSentence: 'OAuth clients have the user_id of another user than the one they act as.',
  },
  {
    name: 'client-identifier',
    what: 'the identifier of OAuth clients',
    omit: without(CLIENTS, 'identifier'),
    falsify: replaced(CLIENTS, 'identifier', (identifier) => `${String(identifier)}_old`),
    faultSentence: 'OAuth clients are shown with an identifier that does not work.',
  },
  {
    name: 'client-redirect-uri',
    what: 'the redirect_uri of OAuth clients',
    omit: without(CLIENTS, 'redirect_uri'),
    falsify: replaced(CLIENTS, 'redirect_uri', () => ['https://elsewhere.example.com/callback']),
    faultSentence: 'OAuth clients are shown with a redirect_uri that is not registered.',
  },
];
