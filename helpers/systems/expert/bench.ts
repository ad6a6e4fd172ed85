/**
 * The bench of one worker's contract checks: the admin, a test user and, if a check needs another user, a second test user. The
 * users are leased when they are first needed, reset before each check, and released when the worker is done.
 */
import type { CheckCost, ResettingBench } from '../../contract/check.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { asObject } from '../../http/format.ts';
import { NonConformant } from '../../verdict/errors.ts';
import type { ExpertApi, UserFields } from './api.ts';
import { attemptCreation, type CreationAttempt, unusedName } from './attempted-creation.ts';
import { type BenchSettings, type BenchUser, BenchUsers } from './bench-users.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import type { LeasedUser } from './lease.ts';
import type { User } from './schemas.ts';
import { explainByChange } from './meanwhile.ts';
import { Identities, signedInBy } from './sessions.ts';

/**
 * The fields of a user document that identify users and their permissions. Others may change on their own: a sign-in
 * records its time and creates a home page, and today's sites may show undocumented fields.
 */
const PROFILE =
  /^(?:@id|nick|username|fullname|email|hash\.email|date\.created|status|language|timezone|license\.seat|service\.authentication|permissions\..+|groups)$/;

export class ExpertBench implements ResettingBench {
  readonly connection: ExpertConnection;
  readonly identities: Identities;
  /** The admin, who authenticates with every call. */
  readonly admin: ExpertApi;
  readonly #settings: BenchSettings;
  readonly #users: BenchUsers;
  /** The userids that the current check has looked up, and what the site answered. */
  readonly #lookedUp = new Map<string, Exchange<unknown>>();
  /** The IDs of the users with these names, in lower case, after the attempts of the current check to create one. */
  readonly #named = new Map<string, ReadonlySet<number>>();
  /** A name of the pool that no user has, even after these attempts. */
  #unused: string | undefined;

  constructor(connection: ExpertConnection, settings: BenchSettings) {
    this.connection = connection;
    this.identities = new Identities(connection.transport);
    this.admin = asAdmin(connection);
    this.#settings = settings;
    this.#users = new BenchUsers(connection, settings);
  }

  async begin({ failedSignIns = 0 }: CheckCost): Promise<void> {
    // What one check has seen is no proof for another one.
    for (const shared of this.#users.shared.all())
      shared.session = shared.snapshot = shared.ownSnapshot = undefined;
    this.#lookedUp.clear();
    this.#named.clear();
    this.#unused = undefined;
    await this.#users.begin(failedSignIns);
  }

  /** Whether the site is an emulator, on which checks may try more than on a live site. */
  get emulated(): boolean {
    return this.#settings.emulated;
  }

  /** The prefix of the names of the pool. */
  get prefix(): string {
    return this.#settings.prefix;
  }

  markDirty(): void {
    this.#users.markAllDirty();
  }

  /** Marks only the passwords of a user as dirty. */
  markPasswordsDirty(user: BenchUser): void {
    this.#users.markDirty(this.#users.shared.of(user), 'passwords');
  }

  /** Marks only the document of a user as dirty: the status, the full name and the email address. */
  markDocumentDirty(user: BenchUser): void {
    this.#users.markDirty(this.#users.shared.of(user), 'document');
  }

  /** See {@link BenchUsers.explain} and {@link explainByChange}. */
  async explain(error: unknown): Promise<unknown> {
    return explainByChange(this.connection, await this.#users.explain(error));
  }

  /** A health probe. It is a call of the admin, because a caller with wrong credentials has no call that must succeed. */
  healthProbe(): Promise<Exchange<unknown>> {
    return this.admin.showSelf();
  }

  /** Deactivates one of the users, as the admin. */
  async deactivate(user: BenchUser): Promise<Exchange<unknown>> {
    const shared = this.#users.shared.of(user);
    const { isDirty } = shared;
    this.#users.markDirty(shared, 'document');
    shared.deactivated = isDirty ? 'dirty' : 'clean';
    return this.admin.updateUser(user.id, { status: 'inactive' });
  }

  /** Activates one of the users again, as the admin. */
  async activate(user: BenchUser): Promise<Exchange<unknown>> {
    const shared = this.#users.shared.of(user);
    const answer = await this.admin.updateUser(user.id, { status: 'active' });
    shared.snapshot = shared.ownSnapshot = undefined;
    // The check proves that they sign in again. Otherwise it fails, and its users are dirty.
    if (answer.status === 200 && shared.deactivated === 'clean' && shared.dirty === 'document')
      shared.isDirty = false;
    shared.deactivated = false;
    return answer;
  }

  /** Writes the full name and email address of the lease again, as the admin, whatever earlier checks have written. */
  async rewrite(user: BenchUser, fields: { fullname?: string; email?: string } = {}) {
    const shared = this.#users.shared.of(user);
    const { fullname, email } = shared.leased.user;
    shared.snapshot = shared.ownSnapshot = undefined;
    return this.admin.updateUser(user.id, { fullname, email, ...fields });
  }

  /**
   * Reverts, as the admin, what a caller without the right to write has written to one of the users. Call it at once, before the
   * proof fails.
   *
   * @param role the previous role, as the site names it.
   * @param status the previous status: active by default.
   */
  async revertWrite(user: BenchUser, role: string | undefined, status = 'active'): Promise<void> {
    this.markDirty();
    const { username, fullname, email } = this.#users.shared.of(user).leased.user;
    const back = await this.admin.updateUser(user.id, {
      username,
      fullname,
      email,
      status: status === 'inactive' ? status : 'active',
      role,
    });
    if (back.status !== 200) throw unexpectedStatus(back, 200);
  }

  /** Returns how one of the users was leased. */
  leasedAs(user: BenchUser): LeasedUser {
    return this.#users.shared.of(user).leased;
  }

  /** See {@link attemptCreation}. By default, the user name is one of the pool that no user has. */
  async attemptCreation(
    act: (fields: UserFields & { username: string }) => Promise<Exchange<unknown>>,
    username?: string,
  ): Promise<CreationAttempt> {
    const { pool } = await this.#users.opened();
    const name = username ?? (this.#unused ??= await unusedName(pool));
    const key = name.toLowerCase();
    const attempt = await attemptCreation(pool, name, act, this.#named.get(key));
    this.#named.set(key, new Set(attempt.named.map(({ id }) => id)));
    if (attempt.made.length > 0) this.#unused = undefined;
    return attempt;
  }

  /** Returns the admin as the site shows them. */
  async adminUser(): Promise<User> {
    return (await this.#users.opened()).admin;
  }

  /** Returns the worker's test user, who is active and has a main password that signs in, and no alternative password. */
  async user(): Promise<BenchUser> {
    return (await this.#users.shared.get('test user')).user;
  }

  /** Returns the worker's other test user. */
  async other(): Promise<BenchUser> {
    return (await this.#users.shared.get('other test user')).user;
  }

  /** The API as one of the users, with user name and password. */
  basic(user: BenchUser, password = user.password): ExpertApi {
    return this.identities.basic(user.as, user.username, password);
  }

  /** The API as one of the users, with the cookie of a sign-in. See {@link cookie}. */
  async byCookie(user: BenchUser): Promise<ExpertApi> {
    return this.identities.cookie(user.as, await this.cookie(user));
  }

  /** Returns the cookie of the newest sign-in of the current check with the current password. If there is none, it signs in. */
  async cookie(user: BenchUser): Promise<string> {
    const { session } = this.#users.shared.of(user);
    return session?.password === user.password ? session.cookie : this.newCookie(user);
  }

  /** Returns the cookie of a new sign-in. */
  async newCookie(user: BenchUser): Promise<string> {
    return cookieOf(await this.signIn(user, user.password));
  }

  /** Returns the cookie of a new sign-in of the admin. */
  async adminCookie(): Promise<string> {
    return cookieOf(await this.admin.authenticate());
  }

  /** Tries to sign in as one of the users: GET users/authenticate. A refusal counts: see {@link CheckCost}. */
  async signIn(user: BenchUser, password: string): Promise<Exchange<string>> {
    const answer = await this.basic(user, password).authenticate();
    const shared = this.#users.shared.of(user);
    if (answer.status !== 200) this.countFailure(user);
    else shared.session = { cookie: signedInBy(answer).cookie, password };
    return answer;
  }

  /** Counts a possible failed sign-in: a wrong password in any call, also as `currentpassword`. */
  countFailure(user: BenchUser): void {
    this.#users.failedSignIns.add(this.#users.shared.of(user).account);
  }

  /** Counts the retries of a refused call, each of which may be a failed sign-in. */
  countRetriedRefusal(as: string): void {
    for (const { user, account } of this.#users.shared.all())
      if (user.as === as) this.#users.failedSignIns.add(account, 3);
  }

  /** See {@link BenchUsers.newPassword}. */
  newPassword(): string {
    return this.#users.newPassword();
  }

  /** Sets the main password of one of the users, as the admin, and keeps it as the current one. */
  async setPassword(user: BenchUser, password: string): Promise<Exchange<unknown>> {
    const set = await this.admin.setPassword(user.id, password);
    if (set.status === 200) user.password = password;
    return set;
  }

  /** Returns one of the users as the admin sees them now. */
  async shown({ id }: Pick<BenchUser, 'id'>): Promise<User> {
    const shown = await this.admin.showUser(id);
    if (shown.status !== 200) throw unexpectedStatus(shown, 200);
    return shown.body;
  }

  /**
   * Returns the {@link snapshot} of one of the users that the current check took last, to compare after a call that must change
   * nothing. It takes one if there is none, or if the check has written to the user since.
   */
  async before(user: BenchUser): Promise<Record<string, unknown>> {
    return this.#users.shared.of(user).snapshot ?? this.snapshot(user);
  }

  /**
   * Returns the {@link PROFILE} of one of the users as they see themselves, authenticated by their password. Compared after a call that
   * must change nothing, it shows that their document and their password are the same.
   */
  async ownSnapshot(user: BenchUser): Promise<Record<string, unknown>> {
    const shown = await this.basic(user).raw({ method: 'GET', userid: 'current' });
    if (shown.status !== 200) throw unexpectedStatus(shown, 200);
    return (this.#users.shared.of(user).ownSnapshot = profileOf(shown.body));
  }

  /** Returns the {@link ownSnapshot} that the current check took last. See {@link before}. */
  async ownBefore(user: BenchUser): Promise<Record<string, unknown>> {
    return this.#users.shared.of(user).ownSnapshot ?? this.ownSnapshot(user);
  }

  /** Returns the {@link PROFILE} of a user as the admin sees them now. */
  async snapshot({ id }: Pick<BenchUser, 'id'>): Promise<Record<string, unknown>> {
    const shown = await this.admin.raw({ method: 'GET', userid: String(id) });
    if (shown.status !== 200) throw unexpectedStatus(shown, 200);
    const snapshot = profileOf(shown.body);
    const shared = this.#users.shared.all().find(({ user }) => user.id === id);
    if (shared !== undefined) shared.snapshot = snapshot;
    return snapshot;
  }

  /** Looks up a userid, as the admin. It does so once in each check. */
  async lookUp(userid: string): Promise<Exchange<unknown>> {
    const known = this.#lookedUp.get(userid);
    if (known !== undefined) return known;
    const shown = await this.admin.raw({ method: 'GET', userid });
    this.#lookedUp.set(userid, shown);
    return shown;
  }

  /** See {@link BenchUsers.close}. */
  async close(): Promise<void> {
    await this.#users.close();
  }
}

function profileOf(document: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(asObject(document) ?? {}).filter(([name]) => PROFILE.test(name)));
}

function cookieOf(signedIn: Exchange<string>): string {
  if (signedIn.status !== 200) throw unexpectedStatus(signedIn, 200);
  const { cookie, disagreement } = signedInBy(signedIn);
  if (cookie === '') throw new NonConformant(`${signedIn.title} gave ${disagreement ?? 'no cookie'}`);
  return cookie;
}
