/** The sign-ins and tokens of a bench: those of its users, and any others that a check requests. */
import { Milestone } from '../../contract/milestone.ts';
import { sideBySide } from '../../contract/record-order.ts';
import { bodyIfUsable, type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { SignInServerError } from '../../sign-in/outcome.ts';
import { NonConformant, NotTried } from '../../verdict/errors.ts';
import {
  type AuthorizationRequest,
  authorize,
  type AuthorizationResult,
  deniedAuthorization,
  refusedAuthorization,
} from './authorization.ts';
import type { BenchAdmin } from './bench-admin.ts';
import type { BenchUser, BenchUsers } from './bench-users.ts';
import { sessionOf, type ZendeskConnection } from './connection.ts';
import { codeGrant, requestGrant } from './grants.ts';
import { describeRevocation, revokeAndConfirm, revokeInUse } from './token-rotation.ts';
import { attemptSignIn, type Attempt, sessionByCode, tryPassword } from './sign-in.ts';
import type { HeldToken, Session } from './tokens.ts';

/** How a sign-in that must be refused ended. */
export type RefusalEnd = Attempt['outcome'] | 'not served';

export class BenchSignIns {
  readonly #connection: ZendeskConnection;
  readonly #testUserRole: BenchUser['role'];
  readonly #admin: BenchAdmin;
  readonly #users: BenchUsers;
  /** The tenant's settings, which show how end users sign in. */
  #endUsers: ReturnType<Session['api']['showSecuritySettings']> | undefined;

  constructor(
    connection: ZendeskConnection,
    testUserRole: BenchUser['role'],
    admin: BenchAdmin,
    users: BenchUsers,
  ) {
    this.#connection = connection;
    this.#testUserRole = testUserRole;
    this.#admin = admin;
    this.#users = users;
  }

  /** Returns the session of a user, with a token that the checks share. A check that kills the token uses {@link signedIn}. */
  async session(user: BenchUser): Promise<Session> {
    const shared = this.#users.shared.of(user);
    const known = shared.session;
    const { changes } = this.#connection.tokens;
    if (known !== undefined && !known.token.dead) {
      // It can only have died of a change.
      if (shared.aliveAfter === changes && !shared.isDirty) return known;
      const shown = await known.api.showCurrentToken();
      shared.aliveAfter = changes;
      if (shown.status === 200) return known;
      // Only a 401 means that the token is dead. A tenant that is too busy to answer has not ended it.
      if (!shown.isRefusedWith(401)) throw unexpectedStatus(shown);
      known.token.markDead();
    }
    shared.session = await this.newSession(user);
    shared.aliveAfter = this.#connection.tokens.changes;
    return shared.session;
  }

  /**
   * Returns a session with a token of its own, for a check that kills the token. The password is typed only if the page asks for
   * it: see {@link authorizeAgain}. A check of the password uses {@link accepts} or {@link signedIn}.
   *
   * @throws {NotTried} as {@link signIn}.
   */
  async newSession(user: BenchUser): Promise<Session> {
    const authorized = await this.authorizeAgain(user);
    switch (authorized.outcome) {
      case 'answered':
        return sessionByCode(this.#connection, user.identity, authorized.code, authorized.binding);
      case 'denied':
        throw deniedAuthorization(authorized.callback, true);
      case 'error page':
        throw refusedAuthorization(this.#connection, authorized);
      case 'refused':
        throw new NonConformant(`The ${user.identity} cannot sign in with their current password.`);
    }
  }

  /**
   * Signs in as one of the users, and returns the new session.
   *
   * @throws {NotTried} as {@link signIn}.
   */
  async signedIn(user: BenchUser): Promise<Session> {
    const attempt = await this.signIn(user, user.password);
    if (attempt.outcome === 'signed in') return attempt.session;
    throw new NonConformant(`The ${user.identity} cannot sign in with their current password.`);
  }

  /**
   * Tries to sign in as one of the users. A failed sign-in counts: see `CheckCost`.
   *
   * @throws {NotTried} if users of this role do not sign in with a password on this tenant.
   */
  async signIn(user: BenchUser, password: string): Promise<Attempt> {
    await this.#expectPasswordsOf(user);
    const { identity, email } = user;
    return attemptSignIn(this.#connection, identity, { email, password });
  }

  /**
   * Tries whether a password signs a user in: whether the page accepts it, and sends a code. The code is not exchanged, because
   * a token shows no more about the password. A failed sign-in counts: see `CheckCost`.
   *
   * @param after the password is not typed before this. The sign-in page is opened meanwhile.
   * @throws {NotTried} as {@link signIn}.
   */
  async accepts(
    user: BenchUser,
    password: string,
    after?: Promise<unknown>,
  ): Promise<'signed in' | 'refused'> {
    await this.#expectPasswordsOf(user);
    const { identity, email } = user;
    return tryPassword(this.#connection, identity, { email, password }, after);
  }

  /**
   * Gets a code as one of the users, for an unusual request, and does not exchange it.
   *
   * @throws {NotTried} as {@link signIn}.
   */
  async authorize(user: BenchUser, request: AuthorizationRequest = {}): Promise<AuthorizationResult> {
    await this.#expectPasswordsOf(user);
    const { identity, email, password } = user;
    const authorized = await authorize(this.#connection, identity, { email, password }, request);
    const shared = this.#sharedBy(user);
    if (shared !== undefined && authorized.outcome === 'answered') shared.browser = authorized.cookies;
    return authorized;
  }

  /**
   * Like {@link authorize}, in a browser in which the user has signed in before, if there is one. If their session there has
   * ended, the page asks for the password, and the walk types it.
   */
  authorizeAgain(user: BenchUser, request: AuthorizationRequest = {}): Promise<AuthorizationResult> {
    const browser = this.#sharedBy(user)?.browser;
    return this.authorize(user, { ...(browser === undefined ? {} : { session: browser }), ...request });
  }

  /** POST /api/v2/oauth/tokens, as a caller who should be refused. If a token is issued anyway, it is revoked at once. */
  async attemptToken(session: Session, clientId: number, scopes: string[]): Promise<Exchange<unknown>> {
    const { tokens } = this.#connection;
    const entry = tokens.recordRequest(session.identity);
    const answer = await session.api.issueToken(clientId, scopes);
    if (answer.status !== 200 && answer.status !== 201) {
      if (answer.status < 500) tokens.recordRefusal(entry);
      return answer;
    }
    const { full_token: value } = answer.body.token;
    // If the answer does not show the token, it cannot be confirmed as ours. It ends with its user.
    if (typeof value !== 'string') return answer;
    this.#connection.secrets.learn(
      value,
      'access token',
      `the field “full_token” in the answer to ${answer.title}`,
    );
    const token = tokens.add({ access_token: value, token_type: 'bearer' }, entry);
    // The token may lack the scope to revoke itself.
    await revokeAndConfirm(this.#connection, token, session);
    return answer;
  }

  /**
   * Signs in again as one of the users, with scopes other than the usual ones.
   *
   * @throws {NotTried} if the client is not allowed these scopes.
   */
  async signedInWithScope(user: BenchUser, scope: string): Promise<Session> {
    const authorized = await this.authorizeAgain(user, { scope });
    const notAllowed = () => new NotTried(`The OAuth client is not allowed the scope “${scope}”.`);
    if (authorized.outcome === 'denied' && authorized.callback['error'] === 'invalid_scope')
      throw notAllowed();
    if (authorized.outcome !== 'answered')
      throw new NonConformant(
        `The ${user.identity} cannot sign in with the scope “${scope}”: ${authorized.outcome}.`,
      );
    const { code, binding } = authorized;
    const { target } = this.#connection;
    const { answer, token } = await requestGrant(
      this.#connection,
      user.identity,
      codeGrant(target, code, binding, { scope }),
    );
    if (token !== undefined) return sessionOf(this.#connection, token);
    if (answer.refusal?.code === 'invalid_scope') throw notAllowed();
    throw unexpectedStatus(answer);
  }

  /**
   * Signs in once with each of these passwords, which must be refused. The last one is typed after the others were refused. A
   * server error may mean a refusal or an outage. It counts as a refusal only if every password gets one, and the other user can
   * sign in.
   *
   * @returns how each sign-in ended.
   * @throws {Blocked} if only some of the passwords get a server error, or the other user cannot sign in either.
   */
  async refusals(user: BenchUser, wrong: readonly string[], otherUser: BenchUser): Promise<RefusalEnd[]> {
    let notServed: SignInServerError | undefined;
    const endOf = async (password: string, after?: Promise<unknown>): Promise<RefusalEnd> => {
      try {
        return await this.accepts(user, password, after);
      } catch (error) {
        if (!(error instanceof SignInServerError)) throw error;
        notServed = error;
        return 'not served';
      }
    };
    const first = new Milestone<RefusalEnd[]>();
    const [before, ...last] = await sideBySide(
      () => first.by(() => sideBySide(...wrong.slice(0, -1).map((password) => () => endOf(password)))),
      ...wrong.slice(-1).map((password) => () => endOf(password, first.reached)),
    );
    const ends = [...before, ...last];
    if (notServed === undefined) return ends;
    if (!ends.every((end) => end === 'not served')) throw notServed;
    await this.signedIn(otherUser);
    return ends;
  }

  /** Revokes a token that a check no longer uses. */
  async revoke(token: HeldToken): Promise<void> {
    return this.#revoke(token, revokeInUse);
  }

  /** Ends a token when the worker ends. It is looked up first, since it should be dead if its user was deleted. */
  async end(token: HeldToken): Promise<void> {
    return this.#revoke(token, revokeAndConfirm);
  }

  async #revoke(token: HeldToken, revokeBy: typeof revokeAndConfirm): Promise<void> {
    const by = token.identity === 'admin' ? (await this.#admin.signedIn()).session : undefined;
    const revocation = await revokeBy(this.#connection, token, by);
    if (token.dead) return;
    const shown = await sessionOf(this.#connection, token).api.showCurrentToken();
    if (shown.status !== 200) throw unexpectedStatus(shown, 200);
    throw new NonConformant(`A token could not be revoked: ${describeRevocation(token, revocation)}.`);
  }

  /** Returns what the checks share of a user. `undefined` if they are another one. */
  #sharedBy({ id }: BenchUser) {
    return this.#users.shared.all().find(({ user }) => user.id === id);
  }

  /**
   * The preflight checks only that users of the test user's role sign in with a password. If the test user is an agent, the
   * other test user is an end user, and is checked here.
   */
  async #expectPasswordsOf({ role }: BenchUser): Promise<void> {
    if (role === this.#testUserRole) return;
    this.#endUsers ??= (await this.#admin.signedIn()).session.api.showSecuritySettings();
    const methods = bodyIfUsable(await this.#endUsers)?.security_settings.authentication?.end_user;
    if (methods?.zendesk_login === false || methods?.enforce_sso === true)
      throw new NotTried('End users do not sign in with a password on this tenant.', {
        remedy: 'allow it, or accept these checks as not tried',
        where: 'Admin Center > Account > Security > End user authentication',
      });
  }
}
