/**
 * What the contract checks of one worker work with: the admin, a test user of the pool and, where a check needs somebody
 * else, a second one. They are leased when they are first needed, put in order before each check, and given back,
 * deactivated, when the worker is done.
 */
import type { Cost, ResettingBench } from '../../contract/check.ts';
import { asObject } from '../../http/format.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { runId } from '../../run-id.ts';
import { generatePassword } from '../../secrets/password.ts';
import { NotTried, NonConformant } from '../../verdict/errors.ts';
import type { ExpertApi, UserFields } from './api.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import { type Pool, poolOf } from './pool.ts';
import { findAdmin } from './preflight.ts';
import type { User } from './schemas.ts';
import { Identities, signedInBy } from './sessions.ts';
import { giveBack } from './give-back.ts';
import { activate, type Leased, lease } from './lease.ts';
import { type Attempted, attemptCreation, unusedName } from './attempted-creation.ts';

/** A user of the pool that this worker has, and how to sign in as it. */
export interface BenchUser {
  readonly as: 'test user' | 'other test user';
  readonly id: number;
  readonly username: string;
  /** The present main password. A check that changes it writes the new one here. */
  password: string;
}

/** What a bench is made from. */
export interface BenchSettings {
  prefix: string;
  leftoverHours: number;
  /** See `Pool.settleMs`. */
  settleMs: number;
  /** An emulator of ours: what could leave an admin behind that nobody removes is tried there alone. */
  emulated: boolean;
}

/**
 * Ten failed sign-ins within five minutes lock an account, and nobody says whether one that succeeds, or an admin,
 * makes the site forget the others. The notebook of the same run may have had some of them.
 * See https://expert-help.nice.com/Admin/Authentication/Built-in_Authentication/Reactivate_a_Locked_Out_User
 */
const MOST_FAILED_SIGN_INS = 8;
const WINDOW_MS = 5 * 60_000;

/** The first user of the pool is the notebook's, whose failed sign-ins nobody counts here. */
const FIRST_OF_POOL = 2;

/** With so many failures, a user who is inactive all of a sudden was probably locked. */
const MAY_LOCK_FROM = 3;

/**
 * What of a user document says who somebody is and what they may do. The rest may change by itself: a sign-in notes its
 * time and makes a home page, and what else today's sites show nobody says.
 */
const PROFILE =
  /^(?:@id|nick|username|fullname|email|hash\.email|date\.created|status|language|timezone|license\.seat|service\.authentication|permissions\..+|groups)$/;

interface Seat {
  user: BenchUser;
  leased: Leased;
  cookie: string | undefined;
  doubtful: boolean;
  /** When sign-ins were refused, in ms since 1970. */
  failures: number[];
  /** A check has deactivated it. */
  deactivated: boolean;
}

export class ExpertBench implements ResettingBench {
  readonly connection: ExpertConnection;
  readonly identities: Identities;
  /** The admin, who proves anew with each call who it is. */
  readonly admin: ExpertApi;
  readonly #settings: BenchSettings;
  readonly #seats: Seat[] = [];
  #pool: { pool: Pool; admin: User } | undefined;
  /** How many failed sign-ins a user may have: fewer where the site was seen to lock sooner. */
  #most = MOST_FAILED_SIGN_INS;
  /** Users whose failed sign-ins are used up; they stay leased, so that nobody else locks them. */
  readonly #spent: Seat[] = [];

  constructor(connection: ExpertConnection, settings: BenchSettings) {
    this.connection = connection;
    this.identities = new Identities(connection.transport);
    this.admin = asAdmin(connection);
    this.#settings = settings;
  }

  async begin({ failedSignIns = 0 }: Cost): Promise<void> {
    if (failedSignIns > MOST_FAILED_SIGN_INS) throw new Error('one user cannot bear so many failed sign-ins');
    if (failedSignIns > this.#most)
      throw new NotTried(
        `It takes ${String(failedSignIns)} failed sign-ins, and this site locks a user after ${String(this.#most + 1)}.`,
      );
    for (const [index, seat] of this.#seats.entries()) {
      if (recent(seat) + failedSignIns > this.#most) {
        const rested = this.#spent.findIndex((each) => recent(each) + failedSignIns <= this.#most);
        const next = rested < 0 ? await this.#lease(seat.user.as) : this.#spent.splice(rested, 1)[0];
        this.#spent.push(seat);
        if (next !== undefined)
          this.#seats[index] = { ...next, user: { ...next.user, as: seat.user.as }, doubtful: true };
      }
    }
    for (const seat of this.#seats) if (seat.doubtful) await this.#restore(seat);
    await this.user();
  }

  /** Whether the site is an emulator of ours, on which more may be tried than on anybody's. */
  get emulated(): boolean {
    return this.#settings.emulated;
  }

  /** What the names of the pool begin with. */
  get prefix(): string {
    return this.#settings.prefix;
  }

  doubt(): void {
    for (const seat of this.#seats) seat.doubtful = true;
  }

  /**
   * Support can have a site lock users sooner than is documented, and a locked one is inactive. A failure that comes of
   * it says nothing about what was to be proved, and the checks that follow fail fewer sign-ins.
   */
  async explain(error: unknown): Promise<unknown> {
    if (error instanceof NotTried) return error;
    for (const seat of this.#seats) {
      const failures = recent(seat);
      if (seat.deactivated || failures < MAY_LOCK_FROM) continue;
      const shown = await this.admin.showUser(seat.user.id).catch(() => undefined);
      if (shown?.status !== 200 || shown.body.status !== 'inactive') continue;
      this.#most = Math.min(this.#most, failures - 1);
      seat.doubtful = true;
      return new NotTried(
        `The site has locked ${seat.user.username}, after ${String(failures)} sign-ins that were to fail.`,
        {
          remedy:
            'have it lock after ten, as is documented, or go without the checks that fail more sign-ins than it allows',
          who: 'the support of NICE, who can change the number',
        },
      );
    }
    return error;
  }

  /** Whose credentials are wrong is refused in any call: beside it is then one of the admin. */
  beside(): Promise<Exchange<unknown>> {
    return this.admin.showSelf();
  }

  /** The admin deactivates one of them. */
  async deactivate(user: BenchUser): Promise<Exchange<unknown>> {
    const seat = this.#seatOf(user);
    seat.doubtful = seat.deactivated = true;
    return this.admin.updateUser(user.id, { status: 'inactive' });
  }

  /** The admin activates it again. */
  async activate(user: BenchUser): Promise<Exchange<unknown>> {
    const answer = await this.admin.updateUser(user.id, { status: 'active' });
    this.#seatOf(user).deactivated = false;
    return answer;
  }

  /** The admin writes anew what the bench has leased it as: who it is must not depend on what checks have done. */
  async rewrite(user: BenchUser, fields: { fullname?: string; email?: string } = {}) {
    const { fullname, email } = this.#seatOf(user).leased.user;
    return this.admin.updateUser(user.id, { fullname, email, ...fields });
  }

  /**
   * The admin takes back what somebody has written to one of them who may not: at once, before anything is said about it.
   *
   * @param role the one from before, as the site calls it.
   */
  async takeBack(user: BenchUser, role: string | undefined): Promise<void> {
    this.doubt();
    const { username, fullname, email } = this.#seatOf(user).leased.user;
    const back = await this.admin.updateUser(user.id, { username, fullname, email, status: 'active', role });
    if (back.status !== 200) throw unexpectedStatus(back);
  }

  /** How one of them was leased. */
  leasedAs(user: BenchUser): Leased {
    return this.#seatOf(user).leased;
  }

  /**
   * Tries to make a user, where that is to be refused: see {@link attemptCreation}.
   *
   * @param username one of ours in another case; a name of the pool that nobody has, if nothing is said.
   */
  async attemptCreation(
    act: (fields: UserFields & { username: string }) => Promise<Exchange<unknown>>,
    username?: string,
  ): Promise<Attempted> {
    const { pool } = await this.#opened();
    return attemptCreation(pool, username ?? (await unusedName(pool)), act);
  }

  /** The admin, as the site shows it. */
  async adminUser(): Promise<User> {
    return (await this.#opened()).admin;
  }

  /** The worker's test user: active, with a main password that signs in, and no alternative one. */
  async user(): Promise<BenchUser> {
    return (await this.#seat('test user')).user;
  }

  /** Somebody else of ours. */
  async other(): Promise<BenchUser> {
    return (await this.#seat('other test user')).user;
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
    const seat = this.#seatOf(user);
    if (seat.cookie !== undefined) {
      const shown = await this.identities.cookie(user.as, seat.cookie).showSelf();
      if (shown.status === 200 && shown.body.id === user.id) return seat.cookie;
    }
    return (seat.cookie = await this.newCookie(user));
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
    this.#seatOf(user).failures.push(Date.now());
  }

  /** What was tried again may have failed a sign-in each time. */
  insistedOn(as: string): void {
    for (const { user, failures } of this.#seats)
      if (user.as === as) failures.push(Date.now(), Date.now(), Date.now());
  }

  /** A strong password. */
  newPassword(): string {
    return generatePassword([], this.connection.secrets);
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
    const failures: unknown[] = [];
    for (const { user, leased } of [...this.#seats.splice(0), ...this.#spent.splice(0)]) {
      try {
        const { pool } = await this.#opened();
        await giveBack(pool, user.id, runId(), leased.entry.thing.role);
        this.connection.ledger.removed(leased.entry);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  async #opened(): Promise<{ pool: Pool; admin: User }> {
    if (this.#pool !== undefined) return this.#pool;
    const admin = await findAdmin(this.connection);
    return (this.#pool = { pool: poolOf(this.connection, { ...this.#settings, selfId: admin.id }), admin });
  }

  async #seat(as: BenchUser['as']): Promise<Seat> {
    const known = this.#seats.find(({ user }) => user.as === as);
    if (known !== undefined) return known;
    const seat = await this.#lease(as);
    this.#seats.push(seat);
    return seat;
  }

  async #lease(as: BenchUser['as']): Promise<Seat> {
    const { pool } = await this.#opened();
    // A new user gets it in a query: decoded once too often it would be another one.
    const password = `${this.newPassword()}+%41`;
    this.connection.secrets.learn(password, 'password', 'a password made up by this run');
    const leased = await lease(pool, password, FIRST_OF_POOL);
    const { id, username } = leased.user;
    return {
      user: { as, id, username, password },
      leased,
      cookie: undefined,
      doubtful: false,
      failures: [],
      deactivated: false,
    };
  }

  #seatOf({ id }: BenchUser): Seat {
    const seat = this.#seats.find(({ user }) => user.id === id);
    if (seat === undefined) throw new Error('this user is not one of the two that checks share');
    return seat;
  }

  /**
   * Active, with the full name of its lease and a main password that is known; that ends an alternative one. The password
   * comes first: what a check has set may be weak.
   */
  async #restore(seat: Seat): Promise<void> {
    const { user, leased } = seat;
    const { fullname, email } = leased.user;
    const password = this.newPassword();
    await activate(this.admin, user.id, password, { fullname, email });
    user.password = password;
    seat.doubtful = seat.deactivated = false;
  }
}

function cookieOf(signedIn: Exchange<string>): string {
  if (signedIn.status !== 200) throw unexpectedStatus(signedIn);
  const { cookie, disagreement } = signedInBy(signedIn);
  if (cookie === '') throw new NonConformant(`${signedIn.title} gave ${disagreement ?? 'no cookie'}`);
  return cookie;
}

function recent({ failures }: Seat): number {
  return failures.filter((at) => Date.now() - at < WINDOW_MS).length;
}
