/** The admin of a bench: signed in once, and with other tokens where a check is about those. */
import { given } from '../../contract/evidence.ts';
import { unexpectedStatus } from '../../http/exchange.ts';
import { Blocked, NotTried } from '../../verdict/errors.ts';
import { sessionOf, type ZendeskConnection } from './connection.ts';
import { requestGrant } from './grants.ts';
import { lookUpToken } from './shown-token.ts';
import { signInAsAdmin } from './sign-in.ts';
import type { HeldToken, Session } from './tokens.ts';

export class BenchAdmin {
  readonly #connection: ZendeskConnection;
  #signedIn: { session: Session; id: number } | undefined;

  constructor(connection: ZendeskConnection) {
    this.#connection = connection;
  }

  /** The token of its session, if it has signed in. */
  get token(): HeldToken | undefined {
    return this.#signedIn?.session.token;
  }

  /** The admin's session and id. It signs in again where a check has killed its token. */
  async signedIn(): Promise<{ session: Session; id: number }> {
    const known = this.#signedIn;
    if (known !== undefined && !known.session.token.dead) return known;
    const session = await signInAsAdmin(this.#connection);
    const me = await session.api.showSelf();
    if (me.status !== 200) throw unexpectedStatus(me);
    const { id, role } = me.body.user;
    // Where the role is not shown, what only an admin may do tells soon enough; where it is told wrong, a check is about that.
    const isAdmin =
      (role ?? 'admin') === 'admin' || (typeof id === 'number' && (await roleOf(session, id)) === 'admin');
    if (typeof id !== 'number' || !isAdmin)
      throw new Blocked(`The token is not an admin’s: its role is ${String(role)}.`);
    return (this.#signedIn = { session, id });
  }

  /**
   * The admin, with a token of its own.
   *
   * @throws {NotTried} where only a person can sign in as the admin.
   */
  async another(): Promise<Session> {
    if (this.#connection.target.admin.grant !== 'client_credentials')
      throw new NotTried('A second token of the admin needs ZENDESK_ADMIN_GRANT=client_credentials.');
    return signInAsAdmin(this.#connection);
  }

  /**
   * A token of the admin with other scopes than usual.
   *
   * @throws {NotTried} where the client may not ask for them, a person signs in as the admin, or it could not be taken back.
   */
  async withScope(scope: string): Promise<Session> {
    const { target } = this.#connection;
    if (target.admin.grant !== 'client_credentials')
      throw new NotTried('Other scopes for the admin need ZENDESK_ADMIN_GRANT=client_credentials.');
    // One that may not write cannot revoke itself; somebody else revokes it by its id.
    if (!scope.split(' ').includes('write')) {
      const { session } = await this.signedIn();
      await lookUpToken(session);
      given(
        session.token.id,
        'The tenant does not show which token an id belongs to: one that may not revoke itself could not be taken back.',
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
      throw new NotTried(`The OAuth client may not ask for the scope “${scope}”.`, {
        remedy: 'allow it for the client, or leave this check untried',
        where: 'Admin Center > Apps and integrations > APIs > OAuth clients',
      });
    throw unexpectedStatus(answer);
  }
}

/** What is shown of somebody's role by the id. */
async function roleOf({ api }: Session, id: number): Promise<string | undefined> {
  const shown = await api.showUser(id);
  return shown.status === 200 ? (shown.body.user.role ?? undefined) : undefined;
}
