import type { CheckCost, ResettingBench } from '../../contract/check.ts';
import { asObject } from '../../http/format.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { NonConformant } from '../../verdict/errors.ts';
import type { ExpertApi, UserFields } from './api.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import type { User } from './schemas.ts';
import { Identities, signedInBy } from './sessions.ts';
import type { LeasedUser } from './lease.ts';
import { type CreationAttempt, attemptCreation, unusedName } from './attempted-creation.ts';
import { BenchUsers, type BenchUser, type BenchSettings } from './bench-users.ts';

/**
 * What of a user document says who somebody is and what they may do. The rest may change by itself: a sign-in notes its
 * time and makes a home page, and what else today's sites show nobody says.
 */
const PROFILE =
  /^(?:@id|nick|username|fullname|email|hash\.email|date\.created|status|language|timezone|license\.seat|service\.authentication|permissions\..+|groups)$/;

export class ExpertBench implements ResettingBench {
  readonly connection: ExpertConnection;
  readonly identities: Identities;
  /** The admin, who proves anew with each call who it is. */
  readonly admin: ExpertApi;
  readonly #settings: BenchSettings;
  readonly #users: BenchUsers;

  constructor(connection: ExpertConnection, settings: BenchSettings) {
    this.connection = connection;
    this.identities = new Identities(connection.transport);
    this.admin = asAdmin(connection);
    this.#settings = settings;
    this.#users = new BenchUsers(connection, settings);
  }

  async begin({ failedSignIns = 0 }: CheckCost): Promise<void> {
    await this.#users.begin(failedSignIns);
  }

  /** Whether the site is an emulator of ours, on which more may be tried than on anybody's. */
  get emulated(): boolean {
    return this.#settings.emulated;
  }

  /** What the names of the pool begin with. */
  get prefix(): string {
    return this.#settings.prefix;
  }

  markDirty(): void {
    this.#users.shared.markDirty();
  }

  /**
   * Support can have a site lock users sooner than is documented, and a locked one is inactive. A failure that comes of
   * it says nothing about what was to be proved, and the checks that follow fail fewer sign-ins.
   */
  explain(error: unknown): Promise<unknown> {
    return this.#users.explain(error);
  }

  /** Whose credentials are wrong is refused in any call: beside it is then one of the admin. */
  beside(): Promise<Exchange<unknown>> {
    return this.admin.showSelf();
  }

  /** The admin deactivates one of them. */
  async deactivate(user: BenchUser): Promise<Exchange<unknown>> {
    const shared = this.#users.shared.of(user);
    shared.isDirty = shared.deactivated = true;
    return this.admin.updateUser(user.id, { status: 'inactive' });
  }

  /** The admin activates it again. */
  async activate(user: BenchUser): Promise<Exchange<unknown>> {
    const answer = await this.admin.updateUser(user.id, { status: 'active' });
    this.#users.shared.of(user).deactivated = false;
    return answer;
  }

  /** The admin writes anew what the bench has leased it as: who it is must not depend on what checks have done. */
  async rewrite(user: BenchUser, fields: { fullname?: string; email?: string } = {}) {
    const { fullname, email } = this.#users.shared.of(user).leased.user;
    return this.admin.updateUser(user.id, { fullname, email, ...fields });
  }

  /**
   * The admin takes back what somebody has written to one of them who may not: at once, before anything is said about it.
   *
   * @param role the one from before, as the site calls it.
   */
  async revertWrite(user: BenchUser, role: string | undefined): Promise<void> {
    this.markDirty();
    const { username, fullname, email } = this.#users.shared.of(user).leased.user;
    const back = await this.admin.updateUser(user.id, { username, fullname, email, status: 'active', role });
    if (back.status !== 200) throw unexpectedStatus(back);
  }

  /** How one of them was leased. */
  leasedAs(user: BenchUser): LeasedUser {
    return this.#users.shared.of(user).leased;
  }

  /**
   * Tries to make a user, where that is to be refused: see {@link attemptCreation}.
   *
   * @param username one of ours in another case; a name of the pool that nobody has, if nothing is said.
   */
  async attemptCreation(
    act: (fields: UserFields & { username: string }) => Promise<Exchange<unknown>>,
    username?: string,
  ): Promise<CreationAttempt> {
    const { pool } = await this.#users.opened();
    return attemptCreation(pool, username ?? (await unusedName(pool)), act);
  }

  /** The admin, as the site shows it. */
  async adminUser(): Promise<User> {
    return (await this.#users.opened()).admin;
  }

  /** The worker's test user: active, with a main password that signs in, and no alternative one. */
  async user(): Promise<BenchUser> {
    return (await this.#users.shared.get('test user')).user;
  }

  /** Somebody else of ours. */
  async other(): Promise<BenchUser> {
    return (await this.#users.shared.get('other test user')).user;
  }

  /** One of them, by name and password. */
  basic(user: BenchUser, password = user.password): ExpertApi {
    return this.identities.basic(user.as, user.username, password);
  }

  /** One of them, by the cookie of a sign-in that checks share. */
  async byCookie(user: BenchUser): Promise<ExpertApi> {
    return this.identities.cookie(user.as, await this.cookie(user));
  }

  /** The cookie of a sign-in that checks share, as it came. It is another one after the password has changed. */
  async cookie(user: BenchUser): Promise<string> {
    const shared = this.#users.shared.of(user);
    if (shared.cookie !== undefined) {
      const shown = await this.identities.cookie(user.as, shared.cookie).showSelf();
      if (shown.status === 200 && shown.body.id === user.id) return shared.cookie;
    }
    return (shared.cookie = await this.newCookie(user));
  }

  /** The cookie of a sign-in of its own. */
  async newCookie(user: BenchUser): Promise<string> {
    return cookieOf(await this.signIn(user, user.password));
  }

  /** The cookie of a sign-in of the admin. */
  async adminCookie(): Promise<string> {
    return cookieOf(await this.admin.authenticate());
  }

  /** Tries to sign in as one of them: GET users/authenticate. What is refused counts: see {@link Cost}. */
  async signIn(user: BenchUser, password: string): Promise<Exchange<string>> {
    const answer = await this.basic(user, password).authenticate();
    if (answer.status !== 200) this.countFailure(user);
    return answer;
  }

  /** Counts what may be a failed sign-in to the site: a wrong password in any call, also as `currentpassword`. */
  countFailure(user: BenchUser): void {
    this.#users.failedSignIns.add(this.#users.shared.of(user).account);
  }

  /** What was tried again may have failed a sign-in each time. */
  countRetriedRefusal(as: string): void {
    for (const { user, account } of this.#users.shared.all())
      if (user.as === as) this.#users.failedSignIns.add(account, 3);
  }

  /** A strong password. */
  newPassword(): string {
    return this.#users.newPassword();
  }

  /** The admin sets the main password of one of them, and that is its password then. */
  async setPassword(user: BenchUser, password: string): Promise<Exchange<unknown>> {
    const set = await this.admin.setPassword(user.id, password);
    if (set.status === 200) user.password = password;
    return set;
  }

  /** One of them, as the admin sees it now. */
  async shown({ id }: Pick<BenchUser, 'id'>): Promise<User> {
    const shown = await this.admin.showUser(id);
    if (shown.status !== 200) throw unexpectedStatus(shown);
    return shown.body;
  }

  /** The profile, role and status of a user as the admin sees them: to be compared after what must change nothing. */
  async snapshot({ id }: Pick<BenchUser, 'id'>): Promise<Record<string, unknown>> {
    const shown = await this.admin.raw({ method: 'GET', userid: String(id) });
    if (shown.status !== 200) throw unexpectedStatus(shown);
    return Object.fromEntries(
      Object.entries(asObject(shown.body) ?? {}).filter(([name]) => PROFILE.test(name)),
    );
  }

  /** Gives all users back. Throws what failed first, after having tried all. */
  async close(): Promise<void> {
    await this.#users.close();
  }
}

function cookieOf(signedIn: Exchange<string>): string {
  if (signedIn.status !== 200) throw unexpectedStatus(signedIn);
  const { cookie, disagreement } = signedInBy(signedIn);
  if (cookie === '') throw new NonConformant(`${signedIn.title} gave ${disagreement ?? 'no cookie'}`);
  return cookie;
}
