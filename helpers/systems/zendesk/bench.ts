/**
 * What the contract checks of one worker work with: an admin, one test user and, where a check needs somebody else,
 * another one, an end user, who takes no seat. They are made when they are first needed, put in order before each check,
 * and removed when the worker is done.
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

/** What of a user is nobody's doing: times, and what a sign-in or a password writes by itself. */
const VOLATILE_FIELDS = /^(?:updated_at|last_login_at|last_active|authenticity_token|verification_method)$/;

export class ZendeskBench implements ResettingBench {
  readonly connection: ZendeskConnection;
  /** Whether the tenant is an emulator of ours, on which more may be tried than on anybody's. */
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
    // Whoever has borne the most could not sign in any more, not even with the right password.
    await this.#users.shared.begin(Math.max(failedSignIns, 1));
  }

  markDirty(): void {
    this.#users.shared.markDirty();
  }

  /** Whoever has a token that is to be refused everywhere has no call that is to succeed: this one of the admin is. */
  async beside(): Promise<Exchange<unknown>> {
    return (await this.admin()).api.showCurrentToken();
  }

  /** The signed-in admin. Its token must live on: a check that kills one asks for {@link anotherAdmin}. */
  async admin(): Promise<Session> {
    return (await this.#admin.signedIn()).session;
  }

  /** The admin's id. */
  async adminId(): Promise<number> {
    return (await this.#admin.signedIn()).id;
  }

  /**
   * The admin, with a token of its own.
   *
   * @throws {NotTried} where only a person can sign in as the admin.
   */
  anotherAdmin(): Promise<Session> {
    return this.#admin.another();
  }

  /**
   * A token of the admin with other scopes than usual.
   *
   * @throws {NotTried} where the client may not ask for them, a person signs in as the admin, or it could not be taken back.
   */
  adminWithScope(scope: string): Promise<Session> {
    return this.#admin.withScope(scope);
  }

  /** The worker's test user: active, with a password that signs in. */
  async user(): Promise<BenchUser> {
    return (await this.#users.shared.get('test user')).user;
  }

  /**
   * Somebody else of ours: an end user.
   *
   * @throws {NotTried} where addresses are fixed, or no more users may be created.
   */
  async other(): Promise<BenchUser> {
    return (await this.#users.shared.get('other test user')).user;
  }

  /** Signed in as one of them, with a token that checks share. A check that kills it signs in by itself instead. */
  session(user: BenchUser): Promise<Session> {
    return this.#signIns.session(user);
  }

  /**
   * A new session of one of them.
   *
   * @throws {NotTried} as {@link signIn}.
   */
  signedIn(user: BenchUser): Promise<Session> {
    return this.#signIns.signedIn(user);
  }

  /**
   * Tries to sign in as one of them. What is to be refused counts: see {@link Cost}.
   *
   * @throws {NotTried} where nobody of its kind signs in with a password on this tenant.
   */
  signIn(user: BenchUser, password: string): Promise<Attempt> {
    return this.#signIns.signIn(user, password);
  }

  /**
   * Gets a code as one of them, for a request that is not as usual, and does not exchange it.
   *
   * @throws {NotTried} as {@link signIn}.
   */
  authorize(user: BenchUser, asked: AuthorizationRequest = {}): Promise<AuthorizationResult> {
    return this.#signIns.authorize(user, asked);
  }

  /** POST /oauth/tokens, with whatever request. Whatever token comes of it is taken back in the end. */
  requestToken(identity: Identity, request: GrantRequest): Promise<GrantResult> {
    return requestGrant(this.connection, identity, request);
  }

  /**
   * POST /api/v2/oauth/tokens, by somebody who should be refused. Whatever token comes of it all the same is taken back at
   * once.
   */
  attemptToken(session: Session, clientId: number, scopes: string[]): Promise<Exchange<unknown>> {
    return this.#signIns.attemptToken(session, clientId, scopes);
  }

  /**
   * One of them, signed in anew with fewer scopes than usual.
   *
   * @throws {NotTried} where the client may not ask for them.
   */
  narrowed(user: BenchUser, scope: string): Promise<Session> {
    return this.#signIns.narrowed(user, scope);
  }

  /** The calls of a token, as it is. */
  sessionOf(token: HeldToken): Session {
    return sessionOf(this.connection, token);
  }

  /** The calls of nobody. */
  nobody(): ZendeskApi {
    return this.#identities.nobody();
  }

  /** The calls of whoever holds this word; it need not be a token at all. */
  bearing(as: string, bearer: string): ZendeskApi {
    return this.#identities.bearing(as, bearer);
  }

  /** The calls of a browser that holds these cookies, and nothing else. */
  holding(as: string, cookies: readonly Cookie[]): ZendeskApi {
    return this.#identities.holding(as, cookies);
  }

  /** The calls of whoever proves by name and password who it is. */
  basic(as: string, email: string, password: string): ZendeskApi {
    return this.#identities.basic(as, email, password);
  }

  /** A password that satisfies what the tenant requires; with so many characters, unless that is too long for it. */
  newPassword(user: BenchUser, length?: number): Promise<string> {
    return this.#users.newPassword(user, length);
  }

  /** A password that is nobody's, and that no requirement has shaped. */
  anyPassword(): string {
    return generatePassword([], this.connection.secrets);
  }

  /** A password that was made from another one, never to be shown. */
  learnDerivedPassword(password: string): string {
    this.connection.secrets.learn(password, 'password', 'a password made up by this run');
    return password;
  }

  /** Counts wrong previous passwords: they may count as failed sign-ins at the tenant, too. */
  countFailures({ email }: BenchUser, times: number): void {
    this.connection.failedSignIns.add(email, times);
  }

  /** The tenant's requirements, as sentences; none where it does not tell the admin. */
  requirements(user: BenchUser): Promise<string[]> {
    return this.#users.requirements(user);
  }

  /** The admin sets a password of one of them, and that is its password then. */
  setPassword(user: BenchUser, password: string): Promise<Exchange<unknown>> {
    return this.#users.setPassword(user, password);
  }

  /** What the admin sees of a user, without times: to be compared after what must change nothing. */
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
   * Signs in once with each of these passwords, which are to be refused. A page that says so with an error of the server
   * may as well be ill: that is told from a refusal by all of them being answered so, while somebody else signs in.
   *
   * @returns how each of them ended.
   * @throws {Blocked} where only some were answered so, or nobody else signs in either.
   */
  refusals(user: BenchUser, wrong: readonly string[], witness: BenchUser): Promise<RefusalEnd[]> {
    return this.#signIns.refusals(
      user,
      wrong.map((password) => this.learnDerivedPassword(password)),
      witness,
    );
  }

  /**
   * Somebody tries to create a user whom the tenant should refuse. Whoever comes of it all the same is removed at once, also
   * where the answer was a refusal.
   *
   * @param role one that the clean-up would remove; on an emulator of ours it may be an admin.
   */
  attemptCreate(api: ZendeskApi, names: TestUserNames, role: Role = 'end-user'): Promise<CreationAttempt> {
    return this.#users.attemptCreate(api, names, role);
  }

  /**
   * Creates one more user of ours, an end user, for a check about creating and deleting: it is noted, and removed in the
   * end whatever happens.
   *
   * @param otherwise what is sent beside the usual attributes, or in the place of them.
   * @throws {NotTried} when no more users may be created.
   */
  create(names?: TestUserNames, otherwise?: Record<string, unknown>): Promise<CreatedUser> {
    return this.#users.create(names, otherwise);
  }

  /**
   * A second agent, beside a test user who is one: it takes a seat for as long as its check lasts.
   *
   * @throws {NotTried} where the test user is none, there is no other seat, or no more users may be created.
   */
  createAgent(): Promise<CreatedUser> {
    return this.#users.createAgent();
  }

  /** The names that the next user of ours would have. */
  newNames(role: 'agent' | 'end-user'): TestUserNames {
    return this.#users.newNames(role);
  }

  /** Deletes the users of this bench, and revokes its tokens. Throws what failed first, after having tried all. */
  async close(): Promise<void> {
    const steps = new CleanUpSteps();
    const attempt = (act: () => Promise<void>) =>
      steps.attempt(async () => {
        await act();
        return undefined;
      });
    for (const role of this.#users.shared.roles()) await attempt(() => this.#users.shared.release(role));
    for (const remove of this.#users.others()) await attempt(remove);
    // Those of the admin that cannot revoke themselves need the admin's own, which goes last; it may be another one by then.
    for (const token of this.connection.tokens.alive())
      if (token !== this.#admin.token) await attempt(() => this.revoke(token));
    const last = this.#admin.token;
    if (last !== undefined && !last.dead) await attempt(() => this.revoke(last));
    const [failure] = failuresOf(steps.outcomes);
    if (failure !== undefined) throw failure;
  }
}
