/**
 * The bench of one worker's contract checks: an admin, a test user and, if a check needs another user, an end user, who takes
 * no seat. They are created when they are first needed, reset before each check, and removed when the worker is done.
 */
import type { Cookie } from 'playwright';
import { failuresOf, CleanUpSteps } from '../../clean-up/steps.ts';
import type { CheckCost, ResettingBench } from '../../contract/check.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { asObject } from '../../http/format.ts';
import { generatePassword } from '../../secrets/password.ts';
import type { Role, ZendeskApi } from './api.ts';
import type { AuthorizationRequest, AuthorizationResult } from './authorization.ts';
import { BenchAdmin } from './bench-admin.ts';
import { BenchSignIns, type RefusalEnd } from './bench-sign-ins.ts';
import {
  type CreationAttempt,
  type BenchSettings,
  type BenchUser,
  BenchUsers,
  type CreatedUser,
} from './bench-users.ts';
import { sessionOf, type ZendeskConnection } from './connection.ts';
import { type GrantResult, type GrantRequest, requestGrant } from './grants.ts';
import { Identities } from './identities.ts';
import type { TestUserNames } from './marker.ts';
import type { Attempt } from './sign-in.ts';
import type { HeldToken, Identity, Session } from './tokens.ts';

/** Fields of a user that change on their own: times, and what a sign-in or a new password updates. */
const VOLATILE_FIELDS = /^(?:updated_at|last_login_at|last_active|authenticity_token|verification_method)$/;

export class ZendeskBench implements ResettingBench {
  readonly connection: ZendeskConnection;
  /** Whether the tenant is an emulator, on which checks may try more than on a live tenant. */
  readonly emulated: boolean;
  readonly #identities: Identities;
  readonly #admin: BenchAdmin;
  readonly #users: BenchUsers;
  readonly #signIns: BenchSignIns;

  constructor(connection: ZendeskConnection, settings: BenchSettings) {
    this.connection = connection;
    this.emulated = settings.emulated;
    this.#identities = new Identities(connection.transport);
    this.#admin = new BenchAdmin(connection);
    this.#users = new BenchUsers(connection, settings, this.#admin);
    this.#signIns = new BenchSignIns(connection, settings.testUser.role, this.#admin, this.#users);
  }

  async begin({ failedSignIns = 0 }: CheckCost): Promise<void> {
    // A user with the maximum of failed sign-ins could not sign in any more, not even with the right password.
    await this.#users.shared.begin(Math.max(failedSignIns, 1));
  }

  markDirty(): void {
    this.#users.shared.markDirty();
  }

  /** A health probe as the admin. A caller whose token must be refused everywhere has no call that must succeed. */
  async healthProbe(): Promise<Exchange<unknown>> {
    return (await this.admin()).api.showCurrentToken();
  }

  /** Returns the signed-in admin. Their token must stay alive. A check that kills one uses {@link anotherAdmin}. */
  async admin(): Promise<Session> {
    return (await this.#admin.signedIn()).session;
  }

  /** Returns the admin's ID. */
  async adminId(): Promise<number> {
    return (await this.#admin.signedIn()).id;
  }

  /**
   * Signs the admin in once more, with a new token.
   *
   * @throws {NotTried} if only a person can sign in as the admin.
   */
  anotherAdmin(): Promise<Session> {
    return this.#admin.another();
  }

  /**
   * Obtains an admin token with scopes other than the usual ones.
   *
   * @throws {NotTried} if the client is not allowed these scopes, a person signs in as the admin, or the token could not be
   *   revoked.
   */
  adminWithScope(scope: string): Promise<Session> {
    return this.#admin.withScope(scope);
  }

  /** Returns the worker's test user, who is active and has a password that signs in. */
  async user(): Promise<BenchUser> {
    return (await this.#users.shared.get('test user')).user;
  }

  /**
   * Returns the other test user, who is an end user.
   *
   * @throws {NotTried} if the email address is fixed, or no more users may be created.
   */
  async other(): Promise<BenchUser> {
    return (await this.#users.shared.get('other test user')).user;
  }

  /** Returns the session of a user, with a token that checks share. A check that kills its token uses {@link signedIn}. */
  session(user: BenchUser): Promise<Session> {
    return this.#signIns.session(user);
  }

  /**
   * Signs in as one of the users, and returns the new session.
   *
   * @throws {NotTried} as {@link signIn}.
   */
  signedIn(user: BenchUser): Promise<Session> {
    return this.#signIns.signedIn(user);
  }

  /**
   * Tries to sign in as one of the users. A failed sign-in counts: see {@link CheckCost}.
   *
   * @throws {NotTried} if users of this role do not sign in with a password on this tenant.
   */
  signIn(user: BenchUser, password: string): Promise<Attempt> {
    return this.#signIns.signIn(user, password);
  }

  /**
   * Gets a code as one of the users, for an unusual request, and does not exchange it.
   *
   * @throws {NotTried} as {@link signIn}.
   */
  authorize(user: BenchUser, asked: AuthorizationRequest = {}): Promise<AuthorizationResult> {
    return this.#signIns.authorize(user, asked);
  }

  /** POST /oauth/tokens, with any request. Any token it issues is revoked in the end. */
  requestToken(identity: Identity, request: GrantRequest): Promise<GrantResult> {
    return requestGrant(this.connection, identity, request);
  }

  /**
   * POST /api/v2/oauth/tokens, as a caller who should be refused. If a token is issued anyway, it is revoked at once.
   */
  attemptToken(session: Session, clientId: number, scopes: string[]): Promise<Exchange<unknown>> {
    return this.#signIns.attemptToken(session, clientId, scopes);
  }

  /**
   * Signs in again as one of the users, with fewer scopes than usual.
   *
   * @throws {NotTried} if the client is not allowed them.
   */
  narrowed(user: BenchUser, scope: string): Promise<Session> {
    return this.#signIns.narrowed(user, scope);
  }

  /** Returns the calls with a token, without renewing it. */
  sessionOf(token: HeldToken): Session {
    return sessionOf(this.connection, token);
  }

  /** Returns the calls of an anonymous caller. */
  nobody(): ZendeskApi {
    return this.#identities.nobody();
  }

  /** Returns the calls with this bearer value, which need not be a real token. */
  bearing(as: string, bearer: string): ZendeskApi {
    return this.#identities.bearing(as, bearer);
  }

  /** Returns the calls of a browser with only these cookies. */
  holding(as: string, cookies: readonly Cookie[]): ZendeskApi {
    return this.#identities.holding(as, cookies);
  }

  /** Returns the calls of a caller who authenticates with an email address and password. */
  basic(as: string, email: string, password: string): ZendeskApi {
    return this.#identities.basic(as, email, password);
  }

  /** Generates a password that meets the tenant's requirements. It has `length` characters, unless the tenant allows fewer. */
  newPassword(user: BenchUser, length?: number): Promise<string> {
    return this.#users.newPassword(user, length);
  }

  /** Generates a password that no user has, without regard to requirements. */
  anyPassword(): string {
    return generatePassword([], this.connection.secrets);
  }

  /** Learns a password that was derived from another one, so that it is never shown. */
  learnDerivedPassword(password: string): string {
    this.connection.secrets.learn(password, 'password', 'a password generated by this run');
    return password;
  }

  /** Counts wrong previous passwords. The tenant may count them as failed sign-ins, too. */
  countFailures({ email }: BenchUser, times: number): void {
    this.connection.failedSignIns.add(email, times);
  }

  /** Returns the tenant's password requirements, as sentences. Empty if the tenant does not show them to the admin. */
  requirements(user: BenchUser): Promise<string[]> {
    return this.#users.requirements(user);
  }

  /** Sets the password of a user as the admin, and keeps it as the current one. */
  setPassword(user: BenchUser, password: string): Promise<Exchange<unknown>> {
    return this.#users.setPassword(user, password);
  }

  /** Returns the user as the admin sees them, without times, to compare after a call that must change nothing. */
  async snapshot({ id }: Pick<BenchUser, 'id'>): Promise<Record<string, unknown>> {
    const shown = await (await this.admin()).api.showUser(id);
    if (shown.status !== 200) throw unexpectedStatus(shown);
    return Object.fromEntries(
      Object.entries(asObject(shown.body.user) ?? {}).filter(([name]) => !VOLATILE_FIELDS.test(name)),
    );
  }

  /** Revokes a token before the worker ends. */
  revoke(token: HeldToken): Promise<void> {
    return this.#signIns.revoke(token);
  }

  /**
   * Signs in once with each of these passwords, which must be refused. A page that answers with a server error may just be
   * failing. It counts as a refusal only if it answers all of the passwords so, while another user can sign in.
   *
   * @returns how each of them ended.
   * @throws {Blocked} if it answered only some of them so, or the other user cannot sign in either.
   */
  refusals(user: BenchUser, wrong: readonly string[], witness: BenchUser): Promise<RefusalEnd[]> {
    return this.#signIns.refusals(
      user,
      wrong.map((password) => this.learnDerivedPassword(password)),
      witness,
    );
  }

  /**
   * Tries to create a user that the tenant should refuse. If a user is created anyway, they are removed at once, even if the
   * answer was a refusal.
   *
   * @param role a role that the clean-up removes. On an emulator, it may also be admin.
   */
  attemptCreate(api: ZendeskApi, names: TestUserNames, role: Role = 'end-user'): Promise<CreationAttempt> {
    return this.#users.attemptCreate(api, names, role);
  }

  /**
   * Creates one more end user of ours, for a check about creating and deleting. They are recorded in the ledger, and removed
   * in the end whatever happens.
   *
   * @param otherwise attributes that are sent in addition to the usual ones, or in place of them.
   * @throws {NotTried} if no more users may be created.
   */
  create(names?: TestUserNames, otherwise?: Record<string, unknown>): Promise<CreatedUser> {
    return this.#users.create(names, otherwise);
  }

  /**
   * Creates a second agent, if the test user is an agent. They take a seat for as long as the check lasts.
   *
   * @throws {NotTried} if the test user is not an agent, there is no other seat, or no more users may be created.
   */
  createAgent(): Promise<CreatedUser> {
    return this.#users.createAgent();
  }

  /** Returns the names for the next user of ours. */
  newNames(role: 'agent' | 'end-user'): TestUserNames {
    return this.#users.newNames(role);
  }

  /** Deletes the users of this bench, and revokes its tokens. It tries all of them, then throws the first failure. */
  async close(): Promise<void> {
    const steps = new CleanUpSteps();
    const attempt = (act: () => Promise<void>) =>
      steps.attempt(async () => {
        await act();
        return undefined;
      });
    for (const role of this.#users.shared.roles()) await attempt(() => this.#users.shared.release(role));
    for (const remove of this.#users.others()) await attempt(remove);
    // Admin tokens that cannot revoke themselves need the admin's main token, so it goes last. By then, it may be a new one.
    for (const token of this.connection.tokens.alive())
      if (token !== this.#admin.token) await attempt(() => this.revoke(token));
    const last = this.#admin.token;
    if (last !== undefined && !last.dead) await attempt(() => this.revoke(last));
    const [failure] = failuresOf(steps.outcomes);
    if (failure !== undefined) throw failure;
  }
}
