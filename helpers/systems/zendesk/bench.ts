/**
 * The bench of one worker's contract checks: an admin, a test user and, if a check needs another user, an end user, who takes
 * no seat. The users are created when they are first needed, reset before each check, and removed when the worker is done.
 */
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
  type BenchSettings,
  type BenchUser,
  BenchUsers,
  type CreatedUser,
  type CreationAttempt,
} from './bench-users.ts';
import { sessionOf, type ZendeskConnection } from './connection.ts';
import { type GrantRequest, type GrantResult, requestGrant } from './grants.ts';
import { Identities } from './identities.ts';
import type { TestUserNames } from './marker.ts';
import { changeExplainer } from './meanwhile.ts';
import type { Attempt } from './sign-in.ts';
import type { HeldToken, Identity, Session } from './tokens.ts';

/** Fields of a user that change on their own: times, and fields that a sign-in or a new password updates. */
const VOLATILE_FIELDS = /^(?:updated_at|last_login_at|last_active|authenticity_token|verification_method)$/;

/** So many tokens are proved dead at the same time. Most are those of deleted users, one call each. */
const TOKENS_AT_ONCE = 6;

export class ZendeskBench implements ResettingBench {
  readonly connection: ZendeskConnection;
  readonly identities: Identities;
  /** Whether the tenant is an emulator, on which checks may try more than on a live tenant. */
  readonly emulated: boolean;
  readonly #admin: BenchAdmin;
  readonly #users: BenchUsers;
  readonly #signIns: BenchSignIns;
  readonly #explainByChange: (error: unknown) => Promise<unknown>;

  constructor(connection: ZendeskConnection, settings: BenchSettings) {
    this.connection = connection;
    this.identities = new Identities(connection.transport);
    this.emulated = settings.emulated;
    this.#explainByChange = changeExplainer(connection);
    this.#admin = new BenchAdmin(connection);
    this.#users = new BenchUsers(connection, settings, this.#admin);
    this.#signIns = new BenchSignIns(connection, settings.testUser.role, this.#admin, this.#users);
  }

  async begin({ failedSignIns = 0 }: CheckCost): Promise<void> {
    // A user with the maximum of failed sign-ins could not sign in any more, not even with the right password.
    await this.#users.shared.begin(Math.max(failedSignIns, 1));
  }

  /** See {@link changeExplainer}. */
  explain(error: unknown): Promise<unknown> {
    return this.#explainByChange(error);
  }

  markDirty(): void {
    this.#users.shared.markDirty();
  }

  /** A health probe. It is a call of the admin, because a caller whose token is refused everywhere has no call that must succeed. */
  async healthProbe(): Promise<Exchange<unknown>> {
    return (await this.admin()).api.showCurrentToken();
  }

  /** Returns the signed-in admin. Their token must stay alive. A check that kills a token uses {@link anotherAdmin}. */
  async admin(): Promise<Session> {
    return (await this.#admin.signedIn()).session;
  }

  /** Returns the admin's ID. */
  async adminId(): Promise<number> {
    return (await this.#admin.signedIn()).id;
  }

  /** See {@link BenchAdmin.another}. */
  anotherAdmin(): Promise<Session> {
    return this.#admin.another();
  }

  /** See {@link BenchAdmin.withScope}. */
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

  /** See {@link BenchSignIns.session}. */
  session(user: BenchUser): Promise<Session> {
    return this.#signIns.session(user);
  }

  /** See {@link BenchSignIns.signedIn}. */
  signedIn(user: BenchUser): Promise<Session> {
    return this.#signIns.signedIn(user);
  }

  /** See {@link BenchSignIns.newSession}. */
  newSession(user: BenchUser): Promise<Session> {
    return this.#signIns.newSession(user);
  }

  /** See {@link BenchSignIns.accepts}. */
  accepts(user: BenchUser, password: string, after?: Promise<unknown>): Promise<'signed in' | 'refused'> {
    return this.#signIns.accepts(user, password, after);
  }

  /** See {@link BenchSignIns.authorizeAgain}. */
  authorizeAgain(user: BenchUser, request?: AuthorizationRequest): Promise<AuthorizationResult> {
    return this.#signIns.authorizeAgain(user, request);
  }

  /** See {@link BenchSignIns.signIn}. */
  signIn(user: BenchUser, password: string): Promise<Attempt> {
    return this.#signIns.signIn(user, password);
  }

  /** See {@link BenchSignIns.authorize}. */
  authorize(user: BenchUser, request?: AuthorizationRequest): Promise<AuthorizationResult> {
    return this.#signIns.authorize(user, request);
  }

  /** See {@link requestGrant}. */
  requestToken(identity: Identity, request: GrantRequest): Promise<GrantResult> {
    return requestGrant(this.connection, identity, request);
  }

  /** See {@link BenchSignIns.attemptToken}. */
  attemptToken(session: Session, clientId: number, scopes: string[]): Promise<Exchange<unknown>> {
    return this.#signIns.attemptToken(session, clientId, scopes);
  }

  /** See {@link BenchSignIns.signedInWithScope}. */
  signedInWithScope(user: BenchUser, scope: string): Promise<Session> {
    return this.#signIns.signedInWithScope(user, scope);
  }

  /** See {@link sessionOf}. */
  sessionOf(token: HeldToken): Session {
    return sessionOf(this.connection, token);
  }

  /** See {@link BenchUsers.newPassword}. */
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

  /** Counts calls with a wrong previous password, each of which may be a failed sign-in for the tenant. */
  countFailures({ email }: BenchUser, times: number): void {
    this.connection.failedSignIns.add(email, times);
  }

  /** See {@link BenchUsers.requirements}. */
  requirements(user: BenchUser): Promise<readonly string[]> {
    return this.#users.requirements(user);
  }

  /** See {@link BenchUsers.setPassword}. */
  setPassword(user: BenchUser, password: string): Promise<Exchange<unknown>> {
    return this.#users.setPassword(user, password);
  }

  /** Returns a user as the admin sees them, without {@link VOLATILE_FIELDS}, to compare after a call that must change nothing. */
  async snapshot({ id }: Pick<BenchUser, 'id'>): Promise<Record<string, unknown>> {
    const shown = await (await this.admin()).api.showUser(id);
    if (shown.status !== 200) throw unexpectedStatus(shown, 200);
    return Object.fromEntries(
      Object.entries(asObject(shown.body.user) ?? {}).filter(([name]) => !VOLATILE_FIELDS.test(name)),
    );
  }

  /** See {@link BenchSignIns.revoke}. */
  revoke(token: HeldToken): Promise<void> {
    return this.#signIns.revoke(token);
  }

  /** See {@link BenchSignIns.refusals}. The registry learns the passwords. */
  refusals(user: BenchUser, wrong: readonly string[], otherUser: BenchUser): Promise<RefusalEnd[]> {
    return this.#signIns.refusals(
      user,
      wrong.map((password) => this.learnDerivedPassword(password)),
      otherUser,
    );
  }

  /** See {@link BenchUsers.attemptCreate}. */
  attemptCreate(api: ZendeskApi, names: TestUserNames, role?: Role): Promise<CreationAttempt> {
    return this.#users.attemptCreate(api, names, role);
  }

  /** See {@link BenchUsers.create}. */
  create(names?: TestUserNames, overrides?: Record<string, unknown>): Promise<CreatedUser> {
    return this.#users.create(names, overrides);
  }

  /** See {@link BenchUsers.createAgent}. */
  createAgent(): Promise<CreatedUser> {
    return this.#users.createAgent();
  }

  /** See {@link BenchUsers.newNames}. */
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
    await Promise.all(
      this.#users.shared.roles().map((role) => attempt(() => this.#users.shared.release(role))),
    );
    for (const remove of this.#users.others()) await attempt(remove);
    // The admin's main token revokes admin tokens that cannot revoke themselves, so it is revoked last. By then, it may be a
    // new one.
    const others = this.connection.tokens.alive().filter((token) => token !== this.#admin.token);
    while (others.length > 0)
      await Promise.all(
        others.splice(0, TOKENS_AT_ONCE).map((token) => attempt(() => this.#signIns.end(token))),
      );
    const last = this.#admin.token;
    if (last !== undefined && !last.dead) await attempt(() => this.#signIns.end(last));
    const [failure] = failuresOf(steps.outcomes);
    if (failure !== undefined) throw failure;
  }
}
