import type { Cost, ResettingBench } from '../../contract/check.ts';
import type { UserCap } from '../../contract/cap.ts';
import { given } from '../../contract/evidence.ts';
import { asObject } from '../../http/format.ts';
import type { Cookie } from 'playwright';
import { bodyOf, type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { runId } from '../../run-id.ts';
import { isSecretCookie } from '../../secrets/learn.ts';
import { generatePassword } from '../../secrets/password.ts';
import { Blocked, NotTried, NonConformant } from '../../verdict/errors.ts';
import { SignInNotServed } from '../../sign-in/outcome.ts';
import { type Role, ZendeskApi } from './api.ts';
import { isOwn, type TestUserNames, testUserNames } from './marker.ts';
import { activeUser, holdersOf, removeOurs, type Removal } from './people.ts';
import type { TestUserSettings } from './settings.ts';
import { attemptSignIn, type Attempt, signInAsAdmin } from './sign-in.ts';
import { createOurs, NoSeat } from './test-user.ts';
import { describeRevocation, revokeAndProve } from './token-rotation.ts';
import type { User } from './schemas.ts';
import type { HeldToken, Identity, Session } from './tokens.ts';
import { type Entry, isUser, type NotedUser } from '../../ledger/entry.ts';
import { MOST_FAILED_SIGN_INS, sessionOf, type ZendeskConnection } from './connection.ts';
import { lookUpToken } from './shown-token.ts';
import { codeGrant, type Granted, type GrantRequest, requestGrant } from './grants.ts';
import { authorize, type AuthorizationRequest, type Authorized } from './authorization.ts';

/** A user of ours, and how to sign in as it. */
export interface BenchUser {
  readonly identity: Identity;
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly externalId: string;
  readonly role: 'agent' | 'end-user';
  /** The present one. A check that changes it writes the new one here. */
  password: string;
}

/** What a bench is made from. */
export interface BenchSettings {
  testUser: TestUserSettings;
  leftoverHours: number;
  /** Tells the users of workers side by side apart: lower-case letters and digits. */
  worker: string;
  cap: UserCap;
  /** An emulator of ours: what could leave an admin behind that nobody removes is tried there alone. */
  emulated: boolean;
}

/** What of a user is nobody's doing: times, and what a sign-in or a password writes by itself. */
const VOLATILE = /^(?:updated_at|last_login_at|last_active|authenticity_token|verification_method)$/;

/** One of the two users, as the bench keeps it. */
interface Seat {
  user: BenchUser;
  entry: Entry<NotedUser>;
  session: Session | undefined;
  /** Nobody knows what a check has done to it. */
  doubtful: boolean;
}

type Who = 'test user' | 'other test user';

/** A user that was created, and how it goes. */
export interface Made {
  created: Exchange<{ user: User }>;
  user: BenchUser;
  remove: () => Promise<void>;
}

/** What came of an attempt to create a user. */
export interface Attempted {
  answer: Exchange<{ user: User }>;
  /**
   * The active users who came of it, whatever the answer; they are removed by now. Nothing where the tenant does not show
   * users by their external id, so that nobody can tell.
   */
  made: readonly number[] | undefined;
}

export class ZendeskBench implements ResettingBench {
  readonly connection: ZendeskConnection;
  readonly #settings: BenchSettings;
  readonly #seats = new Map<Who, Seat>();
  #admin: { session: Session; id: number } | undefined;
  #made = 0;
  /** How end users sign in, as the tenant's settings say. */
  #endUsers: ReturnType<ZendeskApi['showSecuritySettings']> | undefined;

  constructor(connection: ZendeskConnection, settings: BenchSettings) {
    this.connection = connection;
    this.#settings = settings;
  }

  async begin({ failedSignIns = 0 }: Cost): Promise<void> {
    if (failedSignIns > MOST_FAILED_SIGN_INS) throw new Error('one user cannot bear so many failed sign-ins');
    for (const [who, seat] of this.#seats) {
      const failures = this.#failures(seat.user);
      // Whoever has borne the most could not sign in any more, not even with the right password.
      const isWorn = failures >= MOST_FAILED_SIGN_INS || failures + failedSignIns > MOST_FAILED_SIGN_INS;
      if (isWorn) await this.#dismiss(who);
      else if (seat.doubtful && !(await this.#restored(seat))) await this.#dismiss(who);
    }
    await this.#seat('test user');
  }

  doubt(): void {
    for (const seat of this.#seats.values()) seat.doubtful = true;
  }

  /** Whether the tenant is an emulator of ours, on which more may be tried than on anybody's. */
  get emulated(): boolean {
    return this.#settings.emulated;
  }

  /** Whoever has a token that is to be refused everywhere has no call that is to succeed: this one of the admin is. */
  async beside(): Promise<Exchange<unknown>> {
    return (await this.admin()).api.showCurrentToken();
  }

  /** The signed-in admin. Its token must live on: a check that kills one asks for {@link anotherAdmin}. */
  async admin(): Promise<Session> {
    return (await this.#signedInAdmin()).session;
  }

  /** The admin's id. */
  async adminId(): Promise<number> {
    return (await this.#signedInAdmin()).id;
  }

  /**
   * The admin, with a token of its own.
   *
   * @throws {NotTried} where only a person can sign in as the admin.
   */
  async anotherAdmin(): Promise<Session> {
    if (this.connection.target.admin.grant !== 'client_credentials')
      throw new NotTried('A second token of the admin needs ZENDESK_ADMIN_GRANT=client_credentials.');
    return signInAsAdmin(this.connection);
  }

  /** The worker's test user: active, with a password that signs in. */
  async user(): Promise<BenchUser> {
    return (await this.#seat('test user')).user;
  }

  /**
   * Somebody else of ours: an end user.
   *
   * @throws {NotTried} where addresses are fixed, or no more users may be created.
   */
  async other(): Promise<BenchUser> {
    return (await this.#seat('other test user')).user;
  }

  /** Signed in as one of them, with a token that checks share. A check that kills it signs in by itself instead. */
  async session(user: BenchUser): Promise<Session> {
    const seat = this.#seatOf(user);
    const known = seat.session;
    if (known !== undefined && !known.token.dead) {
      const shown = await known.api.showCurrentToken();
      if (shown.status === 200) return known;
      // Only then it is dead; a tenant that has no time for it has not ended it.
      if (!shown.isRefusedWith(401)) throw unexpectedStatus(shown);
      known.token.died();
    }
    return (seat.session = await this.signedIn(user));
  }

  /**
   * A new session of one of them.
   *
   * @throws {NotTried} as {@link signIn}.
   */
  async signedIn(user: BenchUser): Promise<Session> {
    const attempt = await this.signIn(user, user.password);
    if (attempt.outcome === 'signed in') return attempt.session;
    throw new NonConformant(`The ${user.identity} cannot sign in with the password that it has.`);
  }

  /**
   * Tries to sign in as one of them. What is to be refused counts: see {@link Cost}.
   *
   * @throws {NotTried} where nobody of its kind signs in with a password on this tenant.
   */
  async signIn(user: BenchUser, password: string): Promise<Attempt> {
    await this.#expectPasswordsOf(user);
    const { identity, email } = user;
    return attemptSignIn(this.connection, identity, { email, password });
  }

  /**
   * Gets a code as one of them, for a request that is not as usual, and does not exchange it.
   *
   * @throws {NotTried} as {@link signIn}.
   */
  async authorize(user: BenchUser, asked: AuthorizationRequest = {}): Promise<Authorized> {
    await this.#expectPasswordsOf(user);
    const { identity, email, password } = user;
    return authorize(this.connection, identity, { email, password }, asked);
  }

  /** POST /oauth/tokens, with whatever request. Whatever token comes of it is taken back in the end. */
  requestToken(identity: Identity, request: GrantRequest): Promise<Granted> {
    return requestGrant(this.connection, identity, request);
  }

  /**
   * POST /api/v2/oauth/tokens, by somebody who should be refused. Whatever token comes of it all the same is taken back at
   * once.
   */
  async attemptToken(session: Session, clientId: number, scopes: string[]): Promise<Exchange<unknown>> {
    const { tokens } = this.connection;
    const entry = tokens.asking(session.identity);
    const answer = await session.api.issueToken(clientId, scopes);
    if (answer.status !== 200 && answer.status !== 201) {
      if (answer.status < 500) tokens.refused(entry);
      return answer;
    }
    const { full_token: value } = answer.body.token;
    // What is not told cannot be shown to be ours; it goes with its user.
    if (typeof value !== 'string') return answer;
    this.connection.secrets.learn(
      value,
      'access token',
      `the field “full_token” in the answer to ${answer.title}`,
    );
    const token = tokens.add({ access_token: value, token_type: 'bearer' }, entry);
    // It may lack the scope to do it itself.
    await revokeAndProve(this.connection, token, session);
    return answer;
  }

  /**
   * A token of the admin with other scopes than usual.
   *
   * @throws {NotTried} where the client may not ask for them, a person signs in as the admin, or it could not be taken back.
   */
  async adminWith(scope: string): Promise<Session> {
    const { target } = this.connection;
    if (target.admin.grant !== 'client_credentials')
      throw new NotTried('Other scopes for the admin need ZENDESK_ADMIN_GRANT=client_credentials.');
    // One that may not write cannot revoke itself; somebody else revokes it by its id.
    if (!scope.split(' ').includes('write')) {
      const admin = await this.admin();
      await lookUpToken(admin);
      given(
        admin.token.id,
        'The tenant does not show which token an id belongs to: one that may not revoke itself could not be taken back.',
      );
    }
    const { answer, token } = await this.requestToken('admin', {
      grant_type: 'client_credentials',
      client_id: target.client.identifier,
      client_secret: target.client.secret,
      scope,
    });
    if (token !== undefined) return this.sessionOf(token);
    if (answer.refusal?.code === 'invalid_scope')
      throw new NotTried(`The OAuth client may not ask for the scope “${scope}”.`, {
        remedy: 'allow it for the client, or leave this check untried',
        where: 'Admin Center > Apps and integrations > APIs > OAuth clients',
      });
    throw unexpectedStatus(answer);
  }

  /**
   * One of them, signed in anew with fewer scopes than usual.
   *
   * @throws {NotTried} where the client may not ask for them.
   */
  async narrowed(user: BenchUser, scope: string): Promise<Session> {
    const authorized = await this.authorize(user, { scope });
    const mayNotAsk = () => new NotTried(`The OAuth client may not ask for the scope “${scope}”.`);
    if (authorized.outcome === 'denied' && authorized.callback['error'] === 'invalid_scope')
      throw mayNotAsk();
    if (authorized.outcome !== 'answered')
      throw new NonConformant(
        `The ${user.identity} cannot sign in with the scope “${scope}”: ${authorized.outcome}.`,
      );
    const { code, proof } = authorized;
    const { target } = this.connection;
    const { answer, token } = await this.requestToken(
      user.identity,
      codeGrant(target, code, proof, { scope }),
    );
    if (token !== undefined) return this.sessionOf(token);
    if (answer.refusal?.code === 'invalid_scope') throw mayNotAsk();
    throw unexpectedStatus(answer);
  }

  /** The calls of a token, as it is. */
  sessionOf(token: HeldToken): Session {
    return sessionOf(this.connection, token);
  }

  /** The calls of nobody. */
  nobody(): ZendeskApi {
    return new ZendeskApi(this.connection.transport, () => Promise.resolve({ as: 'anonymous' }));
  }

  /** The calls of whoever holds this word; it need not be a token at all. */
  bearing(as: string, bearer: string): ZendeskApi {
    return new ZendeskApi(this.connection.transport, () => Promise.resolve({ as, bearer }));
  }

  /** The calls of a browser that holds these cookies, and nothing else. */
  holding(as: string, cookies: readonly Cookie[]): ZendeskApi {
    const value = cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ');
    const proof = {
      header: 'Cookie',
      shown: '[redacted cookie]',
      make: () => ({
        value,
        secrets: cookies
          .filter(({ name, value, httpOnly, secure }) =>
            isSecretCookie({ name, value, isGuarded: httpOnly || secure }),
          )
          .map((cookie) => ({ value: cookie.value, kind: 'cookie' as const })),
      }),
    };
    return new ZendeskApi(this.connection.transport, () => Promise.resolve({ as, proof }));
  }

  /** The calls of whoever proves by name and password who it is. */
  basic(as: string, email: string, password: string): ZendeskApi {
    const value = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`;
    const proof = {
      header: 'Authorization',
      shown: 'Basic [redacted password]',
      make: () => ({ value, secrets: [{ value: password, kind: 'password' as const }] }),
    };
    return new ZendeskApi(this.connection.transport, () => Promise.resolve({ as, proof }));
  }

  /** A password that satisfies what the tenant requires; with so many characters, unless that is too long for it. */
  async newPassword(user: BenchUser, length?: number): Promise<string> {
    const wanted = length === undefined ? [] : [`at least ${String(length)} characters`];
    return generatePassword([...(await this.requirements(user)), ...wanted], this.connection.secrets);
  }

  /** A password that is nobody's, and that no requirement has shaped. */
  anyPassword(): string {
    return generatePassword([], this.connection.secrets);
  }

  /** A password that was made from another one, never to be shown. */
  derived(password: string): string {
    this.connection.secrets.learn(password, 'password', 'a password made up by this run');
    return password;
  }

  /** Counts wrong previous passwords: they may count as failed sign-ins at the tenant, too. */
  countFailures({ email }: BenchUser, times: number): void {
    this.connection.failedSignIns.set(email, this.#failures({ email }) + times);
  }

  /** The tenant's requirements, as sentences; none where it does not tell the admin. */
  async requirements({ id }: BenchUser): Promise<string[]> {
    const required = await (await this.admin()).api.passwordRequirements(id);
    return required.status === 200 ? required.body.requirements : [];
  }

  /** The admin sets a password of one of them, and that is its password then. */
  async setPassword(user: BenchUser, password: string): Promise<Exchange<unknown>> {
    const set = await (await this.admin()).api.setPassword(user.id, password);
    if (set.status === 200) user.password = password;
    return set;
  }

  /** What the admin sees of a user, without times: to be compared after what must change nothing. */
  async snapshot({ id }: Pick<BenchUser, 'id'>): Promise<Record<string, unknown>> {
    const shown = await (await this.admin()).api.showUser(id);
    if (shown.status !== 200) throw unexpectedStatus(shown);
    return Object.fromEntries(
      Object.entries(asObject(shown.body.user) ?? {}).filter(([name]) => !VOLATILE.test(name)),
    );
  }

  /** Revokes a token before the worker ends. */
  async retire(token: HeldToken): Promise<void> {
    const by = token.identity === 'admin' ? await this.admin() : undefined;
    const revocation = await revokeAndProve(this.connection, token, by);
    if (token.dead) return;
    const shown = await this.sessionOf(token).api.showCurrentToken();
    if (shown.status !== 200) throw unexpectedStatus(shown);
    throw new NonConformant(`A token could not be taken back: ${describeRevocation(token, revocation)}.`);
  }

  /**
   * Signs in once with each of these passwords, which are to be refused. A page that says so with an error of the server
   * may as well be ill: that is told from a refusal by all of them being answered so, while somebody else signs in.
   *
   * @returns how each of them ended.
   * @throws {Blocked} where only some were answered so, or nobody else signs in either.
   */
  async refusals(
    user: BenchUser,
    wrong: readonly string[],
    witness: BenchUser,
  ): Promise<(Attempt['outcome'] | 'not served')[]> {
    const ends: (Attempt['outcome'] | 'not served')[] = [];
    let ill: SignInNotServed | undefined;
    for (const password of wrong) {
      try {
        ends.push((await this.signIn(user, this.derived(password))).outcome);
      } catch (error) {
        if (!(error instanceof SignInNotServed)) throw error;
        ill = error;
        ends.push('not served');
      }
    }
    if (ill === undefined) return ends;
    if (!ends.every((end) => end === 'not served')) throw ill;
    await this.signedIn(witness);
    return ends;
  }

  /**
   * Somebody tries to create a user whom the tenant should refuse. Whoever comes of it all the same is removed at once, also
   * where the answer was a refusal.
   *
   * @param role one that the clean-up would remove; on an emulator of ours it may be an admin.
   */
  async attemptCreate(api: ZendeskApi, names: TestUserNames, role: Role = 'end-user'): Promise<Attempted> {
    if (role === 'admin' && !this.emulated) throw new Error('nobody would remove an admin');
    const { name, email, externalId } = names;
    const { ledger } = this.connection;
    const entry = ledger.creating({ kind: 'user', address: email, marker: externalId });
    const answer = await api.createUser({
      name,
      email,
      role,
      external_id: externalId,
      verified: true,
      skip_verify_email: true,
    });
    if (answer.status === 200 || answer.status === 201) {
      const { id } = answer.body.user;
      if (this.#isShared(id)) ledger.removed(entry);
      else await this.#removeMade(id, names, entry);
      return { answer, made: [id] };
    }
    const { users, isCertain } = await this.#madeBy(names);
    for (const { id } of users) await this.#removeMade(id, names, entry);
    // Behind a gateway's error the tenant may still be at it.
    if (users.length === 0 && answer.status < 500) ledger.removed(entry);
    return { answer, made: isCertain || users.length > 0 ? users.map(({ id }) => id) : undefined };
  }

  /**
   * Creates one more user of ours, an end user, for a check about creating and deleting: it is noted, and removed in the
   * end whatever happens.
   *
   * @param otherwise what is sent beside the usual attributes, or in the place of them.
   * @throws {NotTried} when no more users may be created.
   */
  async create(
    names: TestUserNames = this.newNames('end-user'),
    otherwise: Record<string, unknown> = {},
  ): Promise<Made> {
    const { created, user, entry } = await this.#create('other test user', 'end-user', names, otherwise);
    return { created, user, remove: () => this.#remove(user, entry) };
  }

  /**
   * A second agent, beside a test user who is one: it takes a seat for as long as its check lasts.
   *
   * @throws {NotTried} where the test user is none, there is no other seat, or no more users may be created.
   */
  async createAgent(): Promise<Made> {
    if (this.#settings.testUser.role !== 'agent')
      throw new NotTried('It is about agents, and the test user is an end user.', {
        remedy: 'set ZENDESK_TEST_USER_ROLE=agent, if the tenant has seats left',
      });
    try {
      const { created, user, entry } = await this.#create('other test user', 'agent');
      return { created, user, remove: () => this.#remove(user, entry) };
    } catch (error) {
      if (error instanceof NoSeat) throw new NotTried('The tenant has no seat for a second agent.');
      throw error;
    }
  }

  /** The names that the next user of ours would have. */
  newNames(role: 'agent' | 'end-user'): TestUserNames {
    const { testUser, worker } = this.#settings;
    const first = this.#made === 0 && role === testUser.role;
    if (!testUser.email.includes('{run}') && !first && this.#seats.size > 0) {
      throw new NotTried('A second test user needs an address of its own.', {
        remedy: 'put {run} into ZENDESK_TEST_USER_EMAIL',
      });
    }
    return testUserNames(testUser, runId(), `${worker}u${String(++this.#made)}`);
  }

  /** Deletes the users of this bench, and takes its tokens back. Throws what failed first, after having tried all. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    const attempt = (act: () => Promise<unknown>) => act().catch((error: unknown) => failures.push(error));
    for (const who of [...this.#seats.keys()]) await attempt(() => this.#dismiss(who));
    // Whoever was created and never became one of the two, or whose check ended before it removed them.
    for (const entry of this.connection.ledger.own().filter(isUser)) {
      const { id, thing } = entry;
      if (id === undefined) continue;
      await attempt(() => this.#remove({ id, email: thing.address, externalId: thing.marker }, entry));
    }
    // Those of the admin that cannot revoke themselves need the admin's own, which goes last; it may be another one by then.
    for (const token of this.connection.tokens.alive())
      if (token !== this.#admin?.session.token) await attempt(() => this.retire(token));
    const last = this.#admin?.session.token;
    if (last !== undefined && !last.dead) await attempt(() => this.retire(last));
    if (failures.length > 0) throw failures[0];
  }

  async #signedInAdmin(): Promise<{ session: Session; id: number }> {
    const known = this.#admin;
    if (known !== undefined && !known.session.token.dead) return known;
    const session = await signInAsAdmin(this.connection);
    const me = await session.api.showSelf();
    if (me.status !== 200) throw unexpectedStatus(me);
    const { id, role } = me.body.user;
    // Where the role is not shown, what only an admin may do tells soon enough; where it is told wrong, a check is about that.
    const isAdmin =
      (role ?? 'admin') === 'admin' || (typeof id === 'number' && (await roleOf(session, id)) === 'admin');
    if (typeof id !== 'number' || !isAdmin)
      throw new Blocked(`The token is not an admin’s: its role is ${String(role)}.`);
    return (this.#admin = { session, id });
  }

  #isShared(id: number): boolean {
    return [...this.#seats.values()].some(({ user }) => user.id === id);
  }

  /** The active users of an external id, and of the address where the tenant does not show them by that: its search lags. */
  async #madeBy(names: TestUserNames): Promise<{ users: User[]; isCertain: boolean }> {
    const { api, selfId } = await this.#removal();
    const shown = await api.usersOf(names.externalId);
    const isCertain = shown.status === 200;
    const hints = isCertain
      ? shown.body.users.filter(
          ({ external_id: marker }) => (marker ?? names.externalId) === names.externalId,
        )
      : await holdersOf(api, names.email);
    const users: User[] = [];
    for (const hint of hints) {
      const user = await activeUser(api, hint.id);
      // Its role is what an attempt may have asked for.
      const own = { ...names, byAddress: !isCertain };
      const isMade = user !== undefined && isOwn({ ...user, role: 'end-user' }, own, selfId);
      if (isMade && !this.#isShared(user.id)) users.push(user);
    }
    return { users, isCertain };
  }

  /** Removes somebody whom the tenant should not have created; an admin, whom nobody else would remove, is none any more before. */
  async #removeMade(id: number, names: TestUserNames, entry: Entry<NotedUser>): Promise<void> {
    this.connection.ledger.created(entry, id);
    const { api, selfId } = await this.#removal();
    const user = await activeUser(api, id);
    const isAdmin = user?.role === 'admin' && isOwn({ ...user, role: 'end-user' }, names, selfId);
    if (isAdmin && this.emulated) await api.updateUser(id, { role: 'end-user' });
    await this.#remove({ id, ...names }, entry);
  }

  async #removal(): Promise<Removal> {
    const { session, id } = await this.#signedInAdmin();
    return {
      api: session.api,
      selfId: id,
      addresses: this.#settings.testUser.email,
      indexDeadlineMs: this.connection.indexDeadlineMs,
    };
  }

  async #seat(who: Who): Promise<Seat> {
    const known = this.#seats.get(who);
    if (known !== undefined) return known;
    const role = who === 'test user' ? this.#settings.testUser.role : 'end-user';
    const { created, user, entry } = await this.#create(who, role);
    if (created.status !== 201) throw unexpectedStatus(created);
    const seat: Seat = { user, entry, session: undefined, doubtful: false };
    this.#seats.set(who, seat);
    await this.#restore(seat);
    return seat;
  }

  #seatOf({ id }: BenchUser): Seat {
    for (const seat of this.#seats.values()) if (seat.user.id === id) return seat;
    throw new Error('this user is not one of the two that checks share');
  }

  async #create(
    identity: Identity,
    role: 'agent' | 'end-user',
    names = this.newNames(role),
    otherwise: Record<string, unknown> = {},
  ) {
    const { cap, leftoverHours } = this.#settings;
    cap.take();
    const { name, email, externalId } = names;
    const { created, entry } = await createOurs(
      this.connection.ledger,
      await this.#removal(),
      { name, email, role, external_id: externalId, verified: true, skip_verify_email: true },
      leftoverHours,
      otherwise,
    );
    if (created.status !== 201 && created.status !== 200) throw unexpectedStatus(created);
    const { id } = created.body.user;
    this.connection.ledger.created(entry, id);
    const user: BenchUser = { identity, id, name, email, externalId, role, password: '' };
    return { created, user, entry };
  }

  /** Gives a user a password that is known: whatever it had before. */
  async #restore(seat: Seat): Promise<void> {
    const { user } = seat;
    const set = await this.setPassword(user, await this.newPassword(user));
    if (set.status !== 200) throw unexpectedStatus(set);
    seat.doubtful = false;
  }

  /** Puts a user in order after a check that has failed; one that is beyond that is to be replaced. */
  async #restored(seat: Seat): Promise<boolean> {
    const shown = await (await this.admin()).api.showUser(seat.user.id);
    if (shown.status !== 200) return false;
    const { active, role, suspended } = shown.body.user;
    if (active === false || suspended === true || role !== seat.user.role) return false;
    await this.#restore(seat);
    return true;
  }

  async #dismiss(who: Who): Promise<void> {
    const seat = this.#seats.get(who);
    if (seat === undefined) return;
    this.#seats.delete(who);
    await this.#remove(seat.user, seat.entry);
  }

  async #remove(
    { id, email, externalId }: Pick<BenchUser, 'id' | 'email' | 'externalId'>,
    entry: Entry<NotedUser>,
  ): Promise<void> {
    const { ledger } = this.connection;
    if (!ledger.own().filter(isUser).includes(entry)) return;
    await removeOurs(await this.#removal(), id, { email, externalId });
    ledger.removed(entry);
    // What was counted is gone with them: where addresses are fixed, somebody else has this one next.
    this.connection.failedSignIns.delete(email);
  }

  /** The preflight looks at the people of the test user's role; beside an agent there is an end user. */
  async #expectPasswordsOf({ role }: BenchUser): Promise<void> {
    if (role === this.#settings.testUser.role) return;
    this.#endUsers ??= (await this.admin()).api.showSecuritySettings();
    const methods = bodyOf(await this.#endUsers)?.security_settings.authentication?.end_user;
    if (methods?.zendesk_login === false || methods?.enforce_sso === true)
      throw new NotTried('End users do not sign in with a password on this tenant.', {
        remedy: 'let them, or leave these checks untried',
        where: 'Admin Center > Account > Security > End user authentication',
      });
  }

  #failures({ email }: Pick<BenchUser, 'email'>): number {
    return this.connection.failedSignIns.get(email) ?? 0;
  }
}

/** What is shown of somebody's role by the id. */
async function roleOf({ api }: Session, id: number): Promise<string | undefined> {
  const shown = await api.showUser(id);
  return shown.status === 200 ? (shown.body.user.role ?? undefined) : undefined;
}
