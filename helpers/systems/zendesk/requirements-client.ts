/** The OAuth client, and the admin who created it. See https://support.zendesk.com/hc/en-us/articles/4408845965210 */
import { unexpectedStatus } from '../../http/exchange.ts';
import type { HelpTopic } from '../../help/topics.ts';
import type { Finding, Requirement } from '../../preflight/requirements.ts';
import { Blocked } from '../../verdict/errors.ts';
import { ApiAccessRefused, SCOPE } from './grants.ts';
import { quoted } from '../../http/quoted.ts';
import { OAUTH_CLIENTS } from './settings.ts';
import type { ZendeskSubject } from './requirement-subject.ts';

/** The topics of refusals that come from the API itself. */
const OF_API: readonly HelpTopic[] = ['oauth-client', 'scopes', 'grant'];

export const client: readonly Requirement<ZendeskSubject>[] = [
  {
    name: 'api-access',
    sentence: 'Access to the API has been activated for the account.',
    needs: ['answers'],
    check: async (subject) => {
      const error = await subject.signInError();
      if (error instanceof ApiAccessRefused) throw error;
      if (error === undefined) return { is: 'met' };
      // Only a refusal in the API's own words shows that it is active.
      return error instanceof Blocked && OF_API.includes(error.problem.help)
        ? { is: 'met', seen: 'it answered the token request' }
        : { is: 'unknown', why: 'the token request was not answered by the API' };
    },
  },
  {
    name: 'client',
    sentence: ({ connection: { target } }) =>
      target.admin.grant === 'client_credentials'
        ? `The tenant accepts the OAuth client “${target.client.identifier}” and its grant (client_credentials).`
        : `The admin signs in on the page, and the OAuth client “${target.client.identifier}” gets a token (authorization_code).`,
    needs: ['answers', 'api-access'],
    check: async (subject) => {
      await subject.admin();
      return { is: 'met', seen: 'it issued a token' };
    },
  },
  {
    name: 'scope',
    sentence: `The token has the scopes ${SCOPE}.`,
    needs: ['client'],
    inPreflight: true,
    check: checkScope,
  },
  {
    name: 'redirect-registered',
    sentence: ({ connection: { target } }) => `The OAuth client has the Redirect URL ${target.redirectUri}.`,
    needs: ['client'],
    inPreflight: true,
    check: checkRedirect,
  },
  {
    name: 'admin',
    sentence: 'The signed-in identity is an admin.',
    needs: ['client'],
    inPreflight: true,
    check: checkAdmin,
  },
];

async function checkAdmin(subject: ZendeskSubject): Promise<Finding> {
  const me = await subject.self();
  if (me.status !== 200) throw unexpectedStatus(me, 200);
  const { role, id, name } = me.body.user;
  const isAdmin = (role ?? 'admin') === 'admin' && typeof id === 'number';
  if (isAdmin && typeof role !== 'string') return { is: 'unknown', why: 'the tenant does not show it' };
  if (isAdmin) return { is: 'met', seen: `${quoted(name ?? '')} (user ${String(id)})` };
  return {
    is: 'missing',
    problem: {
      message: `The token does not belong to an admin; the role is ${quoted(String(role))}.`,
      remedy:
        'have an admin create the OAuth client: a client_credentials token acts as the person who created its client',
      where: OAUTH_CLIENTS,
      who: 'an admin',
      help: 'admin',
    },
  };
}

/** Checks the scope in the answer that issued the token, if the answer contains one. */
async function checkScope(subject: ZendeskSubject): Promise<Finding> {
  const { token } = await subject.admin();
  if (token.scope === undefined) return { is: 'unknown', why: 'the tenant does not show it' };
  const granted = token.scope.split(/\s+/);
  const missing = SCOPE.split(' ').filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return { is: 'met' };
  return {
    is: 'missing',
    problem: {
      message: `The token lacks the scope ${missing.join(' and ')}: it has “${quoted(token.scope)}”.`,
      remedy: 'allow the OAuth client the scopes read and write; users:write is not enough to set passwords',
      where: OAUTH_CLIENTS,
      who: 'an admin',
      help: 'scopes',
    },
  };
}

/** Checks that the configured Redirect URL, to which the browser is sent back, is one of the client's. */
async function checkRedirect(subject: ZendeskSubject): Promise<Finding> {
  const { target } = subject.connection;
  const listed = await subject.clients();
  const found =
    listed.status === 200
      ? listed.body.clients.find(({ identifier }) => identifier === target.client.identifier)
      : undefined;
  const registered = found?.redirect_uri;
  const urls = typeof registered === 'string' ? registered.split(/\s+/) : registered;
  if (urls === null || urls === undefined)
    return { is: 'unknown', why: 'the tenant does not show this client' };
  if (urls.includes(target.redirectUri)) return { is: 'met' };
  return {
    is: 'missing',
    problem: {
      message: `The OAuth client "${target.client.identifier}" lacks the Redirect URL ${target.redirectUri}.`,
      remedy: `add it there, or set ZENDESK_REDIRECT_URI to one that it has (${quoted(urls.filter((url) => url !== '').join(', ')) || 'it has none'})`,
      where: OAUTH_CLIENTS,
      who: 'an admin',
      undo: 'remove it from the client again',
      help: 'redirect-url',
    },
  };
}
