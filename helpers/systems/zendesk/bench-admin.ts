/** The admin of a bench. They sign in once, and again for checks that need a token of their own. */
import { quoted } from '../../http/quoted.ts';
import { given } from '../../contract/evidence.ts';
import { unexpectedStatus } from '../../http/exchange.ts';
import { Blocked, NotTried } from '../../verdict/errors.ts';
import { sessionOf, type ZendeskConnection } from './connection.ts';
import { requestGrant } from './grants.ts';
import { OAUTH_CLIENTS } from './settings.ts';
import { lookUpToken } from './shown-token.ts';
import { signInAsAdmin } from './sign-in.ts';
import type { HeldToken, Session } from './tokens.ts';

export class BenchAdmin {
  readonly #connection: ZendeskConnection;
  #signedIn: { session: Session; id: number } | undefined;

  constructor(connection: ZendeskConnection) {
    this.#connection = connection;
  }

  /** The token of the admin's session, if they have signed in. */
  get token(): HeldToken | undefined {
    return this.#signedIn?.session.token;
  }

  /** Returns the admin's session and ID. The admin signs in again if a check has killed their token. */
  async signedIn(): Promise<{ session: Session; id: number }> {
    const known = this.#signedIn;
    if (known !== undefined && !known.session.token.dead) return known;
    const session = await signInAsAdmin(this.#connection);
    const me = await session.api.showSelf();
    if (me.status !== 200) throw unexpectedStatus(me, 200);
    const { id, role } = me.body.user;
    // If the role is not shown, the first call that only an admin may make reveals it. A check covers a role that is wrong.
    const isAdmin =
      (role ?? 'admin') === 'admin' || (typeof id === 'number' && (await roleOf(session, id)) === 'admin');
    if (typeof id !== 'number' || !isAdmin)
      throw new Blocked(`The token does not belong to an admin; the role is ${quoted(String(role))}.`, {
        remedy: 'have an admin create the OAuth client, or sign in as an admin',
        where: OAUTH_CLIENTS,
        who: 'an admin',
        help: 'admin',
      });
    return (this.#signedIn = { session, id });
  }

  /**
   * Signs the admin in once more, with a new token.
   *
   * @throws {NotTried} if only a person can sign in as the admin.
   */
  async another(): Promise<Session> {
    if (this.#connection.target.admin.grant !== 'client_credentials')
      throw new NotTried('A second token of the admin needs ZENDESK_ADMIN_GRANT=client_credentials.');
    return signInAsAdmin(this.#connection);
  }

  /**
   * Obtains an admin token with scopes other than the usual ones.
   *
   * @throws {NotTried} if the client is not allowed these scopes, a person signs in as the admin, or the token could not be
   *   revoked.
   */
  async withScope(scope: string): Promise<Session> {
    const { target } = this.#connection;
    if (target.admin.grant !== 'client_credentials')
      throw new NotTried('Other scopes for the admin need ZENDESK_ADMIN_GRANT=client_credentials.');
    // A token without the scope to write cannot revoke itself. The admin's own token revokes it by its ID.
    if (!scope.split(' ').includes('write')) {
      const { session } = await this.signedIn();
      await lookUpToken(session);
      given(
        session.token.id,
        'The tenant does not show which token an ID belongs to, so a token that cannot revoke itself could never be revoked.',
      );
    }
    const { answer, token } = await requestGrant(this.#connection, 'admin', {
      grant_type: 'client_credentials',
      client_id: target.client.identifier,
      client_secret: target.client.secret,
      scope,
    });
    if (token !== undefined) return sessionOf(this.#connection, token);
    if (answer.refusal?.code === 'invalid_scope')
      throw new NotTried(`The OAuth client is not allowed the scope “${scope}”.`, {
        remedy: 'allow it for the client, or accept this check as not tried',
        where: OAUTH_CLIENTS,
      });
    throw unexpectedStatus(answer);
  }
}

/** Reads the role of a user by ID. `undefined` if it is not shown. */
async function roleOf({ api }: Session, id: number): Promise<string | undefined> {
  const shown = await api.showUser(id);
  return shown.status === 200 ? (shown.body.user.role ?? undefined) : undefined;
}
