/** The sign-ins and tokens of a bench: those of its users, and others that a check requests. */
import { bodyIfUsable, type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { SignInServerError } from '../../sign-in/outcome.ts';
import { NonConformant, NotTried } from '../../verdict/errors.ts';
import { type AuthorizationRequest, authorize, type AuthorizationResult } from './authorization.ts';
import type { BenchAdmin } from './bench-admin.ts';
import type { BenchUser, BenchUsers } from './bench-users.ts';
import { sessionOf, type ZendeskConnection } from './connection.ts';
import { codeGrant, requestGrant } from './grants.ts';
import { attemptSignIn, type Attempt } from './sign-in.ts';
import { describeRevocation, revokeAndConfirm } from './token-rotation.ts';
import type { HeldToken, Session } from './tokens.ts';

/** How a sign-in that must be refused ended. */
export type RefusalEnd = Attempt['outcome'] | 'not served';

export class BenchSignIns {
  readonly #connection: ZendeskConnection;
  readonly #testUserRole: BenchUser['role'];
  readonly #admin: BenchAdmin;
  readonly #users: BenchUsers;
  /** The tenant's settings, for how end users sign in. */
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

  /** Returns the session of a user, with a token that checks share. A check that kills its token uses {@link signedIn}. */
  async session(user: BenchUser): Promise<Session> {
    const shared = this.#users.shared.of(user);
    const known = shared.session;
    if (known !== undefined && !known.token.dead) {
      const shown = await known.api.showCurrentToken();
      if (shown.status === 200) return known;
      // Only a 401 means that the token is dead. A tenant that is too busy to answer has not ended it.
      if (!shown.isRefusedWith(401)) throw unexpectedStatus(shown);
      known.token.markDead();
    }
    return (shared.session = await this.signedIn(user));
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
   * Gets a code as one of the users, for an unusual request, and does not exchange it.
   *
   * @throws {NotTried} as {@link signIn}.
   */
  async authorize(user: BenchUser, asked: AuthorizationRequest = {}): Promise<AuthorizationResult> {
    await this.#expectPasswordsOf(user);
    const { identity, email, password } = user;
    return authorize(this.#connection, identity, { email, password }, asked);
  }

  /**
   * POST /api/v2/oauth/tokens, as a caller who should be refused. If a token is issued anyway, it is revoked at once.
   */
  async attemptToken(session: Session, clientId: number, scopes: string[]): Promise<Exchange<unknown>> {
    const { tokens } = this.#connection;
    const entry = tokens.noteRequest(session.identity);
    const answer = await session.api.issueToken(clientId, scopes);
    if (answer.status !== 200 && answer.status !== 201) {
      if (answer.status < 500) tokens.noteRefusal(entry);
      return answer;
    }
    const { full_token: value } = answer.body.token;
    // A token that the answer does not show cannot be confirmed as ours. It ends with its user.
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
   * Signs in again as one of the users, with fewer scopes than usual.
   *
   * @throws {NotTried} if the client is not allowed them.
   */
  async narrowed(user: BenchUser, scope: string): Promise<Session> {
    const authorized = await this.authorize(user, { scope });
    const mayNotAsk = () => new NotTried(`The OAuth client is not allowed the scope “${scope}”.`);
    if (authorized.outcome === 'denied' && authorized.callback['error'] === 'invalid_scope')
      throw mayNotAsk();
    if (authorized.outcome !== 'answered')
      throw new NonConformant(
        `The ${user.identity} cannot sign in with the scope “${scope}”: ${authorized.outcome}.`,
      );
    const { code, proof } = authorized;
    const { target } = this.#connection;
    const { answer, token } = await requestGrant(
      this.#connection,
      user.identity,
      codeGrant(target, code, proof, { scope }),
    );
    if (token !== undefined) return sessionOf(this.#connection, token);
    if (answer.refusal?.code === 'invalid_scope') throw mayNotAsk();
    throw unexpectedStatus(answer);
  }

  /**
   * Signs in once with each of these passwords, which must be refused. A page that answers with a server error may just be
   * failing. It counts as a refusal only if it answers all of the passwords so, while another user can sign in.
   *
   * @returns how each of them ended.
   * @throws {Blocked} if it answered only some of them so, or the other user cannot sign in either.
   */
  async refusals(user: BenchUser, wrong: readonly string[], witness: BenchUser): Promise<RefusalEnd[]> {
    const ends: RefusalEnd[] = [];
    let ill: SignInServerError | undefined;
    for (const password of wrong) {
      try {
        ends.push((await this.signIn(user, password)).outcome);
      } catch (error) {
        if (!(error instanceof SignInServerError)) throw error;
        ill = error;
        ends.push('not served');
      }
    }
    if (ill === undefined) return ends;
    if (!ends.every((end) => end === 'not served')) throw ill;
    await this.signedIn(witness);
    return ends;
  }

  /** Revokes a token before the worker ends. */
  async revoke(token: HeldToken): Promise<void> {
    const by = token.identity === 'admin' ? (await this.#admin.signedIn()).session : undefined;
    const revocation = await revokeAndConfirm(this.#connection, token, by);
    if (token.dead) return;
    const shown = await sessionOf(this.#connection, token).api.showCurrentToken();
    if (shown.status !== 200) throw unexpectedStatus(shown);
    throw new NonConformant(`A token could not be revoked: ${describeRevocation(token, revocation)}.`);
  }

  /** The preflight checks only users of the test user's role. If the test user is an agent, the other one is an end user. */
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
