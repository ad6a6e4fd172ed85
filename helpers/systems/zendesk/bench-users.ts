/**
 * The users of a bench: the two that its checks share, those that checks about creating and deleting create, and those that a
 * tenant creates although it should refuse. All are recorded in the ledger, and removed in the end.
 */
import type { Cookie } from 'playwright';
import type { UserCap } from '../../contract/cap.ts';
import {
  type SharedRole,
  type SharedUser,
  SharedUsers,
  type SharedUserSource,
} from '../../contract/shared-users.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { type Entry, isUser, type LedgerUser } from '../../ledger/entry.ts';
import { runId } from '../../run-id.ts';
import { generatePassword } from '../../secrets/password.ts';
import { NotTried } from '../../verdict/errors.ts';
import { newUser, type Role, type ZendeskApi } from './api.ts';
import { findCreated } from './attempted-creation.ts';
import type { BenchAdmin } from './bench-admin.ts';
import type { ZendeskConnection } from './connection.ts';
import { isOwn, type TestUserNames, testUserNames } from './marker.ts';
import { activeUser, deleteTestUser, type Removal } from './people.ts';
import type { User } from './schemas.ts';
import type { TestUserSettings } from './settings.ts';
import { createTestUser, NoSeat } from './test-user.ts';
import type { Identity, Session } from './tokens.ts';

/** A user of ours, and how to sign in as them. */
export interface BenchUser {
  readonly identity: Identity;
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly externalId: string;
  readonly role: 'agent' | 'end-user';
  /** The current password. A check that changes it stores the new one here. */
  password: string;
}

/** The settings of a bench. */
export interface BenchSettings {
  testUser: TestUserSettings;
  leftoverHours: number;
  /** Distinguishes the users of parallel workers. Lower-case letters and digits. */
  worker: string;
  cap: UserCap;
  /** Whether the tenant is an emulator. Only there may a check risk an extra admin, because no clean-up removes admins. */
  emulated: boolean;
}

/** A user that was created, and how to remove them. */
export interface CreatedUser {
  created: Exchange<{ user: User }>;
  user: BenchUser;
  remove: () => Promise<void>;
}

/** The result of an attempt to create a user. */
export interface CreationAttempt {
  answer: Exchange<{ user: User }>;
  /**
   * IDs of the active users that the attempt created, whatever the answer was. They are already removed. `undefined` if they
   * are not known, because the tenant does not show users by their external ID.
   */
  made: readonly number[] | undefined;
}

/** One of the two users that the checks share. */
export interface Shared extends SharedUser {
  readonly user: BenchUser;
  readonly entry: Entry<LedgerUser>;
  session: Session | undefined;
  /** How many changes the run had made when the session was last seen alive. */
  aliveAfter: number;
  /** The cookies of a browser in which the user has signed in. Their session may have ended since then. */
  browser: readonly Cookie[] | undefined;
}

export class BenchUsers implements SharedUserSource<Shared> {
  readonly shared: SharedUsers<Shared>;
  readonly #connection: ZendeskConnection;
  readonly #settings: BenchSettings;
  readonly #admin: BenchAdmin;
  /** The password requirements for each role. They do not change while a run lasts. */
  readonly #requirements = new Map<BenchUser['role'], readonly string[]>();
  /** How many users were given names. */
  #named = 0;

  constructor(connection: ZendeskConnection, settings: BenchSettings, admin: BenchAdmin) {
    this.#connection = connection;
    this.#settings = settings;
    this.#admin = admin;
    this.shared = new SharedUsers(connection.failedSignIns, this);
  }

  async obtain(who: SharedRole): Promise<Shared> {
    const role = who === 'test user' ? this.#settings.testUser.role : 'end-user';
    const { created, user, entry } = await this.#create(who, role);
    if (created.status !== 201) throw unexpectedStatus(created, 201);
    return {
      user,
      account: user.email,
      entry,
      session: undefined,
      aliveAfter: 0,
      browser: undefined,
      isDirty: false,
    };
  }

  /** Sets a known password for a user, whatever they had before. */
  async prepare(shared: Shared): Promise<void> {
    const { user } = shared;
    const set = await this.setPassword(user, await this.newPassword(user));
    if (set.status !== 200) throw unexpectedStatus(set, 200);
    shared.isDirty = false;
  }

  async reset(shared: Shared): Promise<boolean> {
    const { session } = await this.#admin.signedIn();
    const shown = await session.api.showUser(shared.user.id);
    if (shown.status !== 200) return false;
    const { active, role, suspended } = shown.body.user;
    if (active === false || suspended === true || role !== shared.user.role) return false;
    await this.prepare(shared);
    return true;
  }

  async release({ user, entry }: Shared): Promise<void> {
    await this.#remove(user, entry);
  }

  /** Generates a password that meets the tenant's requirements. It has `length` characters, unless the tenant allows fewer. */
  async newPassword(user: BenchUser, length?: number): Promise<string> {
    const wanted = length === undefined ? [] : [`at least ${String(length)} characters`];
    return generatePassword([...(await this.requirements(user)), ...wanted], this.#connection.secrets);
  }

  /** Returns the tenant's password requirements, as sentences. Empty if the tenant does not show them to the admin. */
  async requirements({ id, role }: BenchUser): Promise<readonly string[]> {
    const known = this.#requirements.get(role);
    if (known !== undefined) return known;
    const required = await (await this.#admin.signedIn()).session.api.passwordRequirements(id);
    if (required.status !== 200) return [];
    this.#requirements.set(role, required.body.requirements);
    return required.body.requirements;
  }

  /** Sets the password of a user as the admin, and keeps it as the current one. */
  async setPassword(user: BenchUser, password: string): Promise<Exchange<unknown>> {
    const set = await (await this.#admin.signedIn()).session.api.setPassword(user.id, password);
    if (set.status === 200) user.password = password;
    return set;
  }

  /**
   * Tries to create a user that the tenant should refuse. If a user is created anyway, they are removed at once, even if the
   * answer was a refusal.
   *
   * @param role a role that the clean-up removes. On an emulator, it may also be admin.
   */
  async attemptCreate(
    api: ZendeskApi,
    names: TestUserNames,
    role: Role = 'end-user',
  ): Promise<CreationAttempt> {
    if (role === 'admin' && !this.#settings.emulated) throw new Error('an admin would never be removed');
    const { email, externalId } = names;
    const { ledger } = this.#connection;
    const entry = ledger.creating({ kind: 'user', address: email, marker: externalId });
    const answer = await api.createUser(newUser(names, role));
    if (answer.status === 200 || answer.status === 201) {
      const { id } = answer.body.user;
      if (this.#isShared(id)) ledger.removed(entry);
      else await this.#removeCreated(id, names, entry);
      return { answer, made: [id] };
    }
    const { users, isCertain } = await findCreated(await this.#removal(), names, (id) => this.#isShared(id));
    for (const { id } of users) await this.#removeCreated(id, names, entry);
    // After a gateway's error, the tenant may still be processing the call.
    if (users.length === 0 && answer.status < 500) ledger.removed(entry);
    return { answer, made: isCertain || users.length > 0 ? users.map(({ id }) => id) : undefined };
  }

  /**
   * Creates one more end user, for a check about creating and deleting. They are recorded in the ledger, and removed in the
   * end whatever happens.
   *
   * @param overrides attributes that are sent in addition to the usual ones, or in place of them.
   * @throws {NotTried} if no more users may be created.
   */
  async create(
    names: TestUserNames = this.newNames('end-user'),
    overrides: Record<string, unknown> = {},
  ): Promise<CreatedUser> {
    const { created, user, entry } = await this.#create('other test user', 'end-user', names, overrides);
    return { created, user, remove: () => this.#remove(user, entry) };
  }

  /**
   * Creates a second agent, if the test user is an agent. They take a seat for as long as the check lasts.
   *
   * @throws {NotTried} if the test user is not an agent, there is no other seat, or no more users may be created.
   */
  async createAgent(): Promise<CreatedUser> {
    if (this.#settings.testUser.role !== 'agent')
      throw new NotTried('This check is about agents, but the test user is an end user.', {
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

  /**
   * Returns the names for the next user.
   *
   * @throws {NotTried} if the email address is fixed, and a user already has it.
   */
  newNames(role: 'agent' | 'end-user'): TestUserNames {
    const { testUser, worker } = this.#settings;
    const first = this.#named === 0 && role === testUser.role;
    if (!testUser.email.includes('{run}') && !first && this.shared.all().length > 0) {
      throw new NotTried('A second test user needs their own email address.', {
        remedy: 'put {run} into ZENDESK_TEST_USER_EMAIL',
      });
    }
    return testUserNames(testUser, runId(), `${worker}u${String(++this.#named)}`);
  }

  /** Returns the removal of each user whose entry is still open: users whose check ended before it removed them. */
  others(): (() => Promise<void>)[] {
    return this.#connection.ledger
      .own()
      .filter(isUser)
      .flatMap((entry) => {
        const { id, thing } = entry;
        if (id === undefined) return [];
        return [() => this.#remove({ id, email: thing.address, externalId: thing.marker }, entry)];
      });
  }

  #isShared(id: number): boolean {
    return this.shared.all().some(({ user }) => user.id === id);
  }

  /** Removes a user that the tenant should not have created. An admin is demoted first, because no clean-up removes admins. */
  async #removeCreated(id: number, names: TestUserNames, entry: Entry<LedgerUser>): Promise<void> {
    this.#connection.ledger.created(entry, id);
    const { api, selfId } = await this.#removal();
    const user = await activeUser(api, id);
    const isAdmin = user?.role === 'admin' && isOwn({ ...user, role: 'end-user' }, names, selfId);
    if (isAdmin && this.#settings.emulated) await api.updateUser(id, { role: 'end-user' });
    await this.#remove({ id, ...names }, entry);
  }

  async #removal(): Promise<Removal> {
    const { session, id } = await this.#admin.signedIn();
    return {
      api: session.api,
      selfId: id,
      addresses: this.#settings.testUser.email,
      indexDeadlineMs: this.#connection.indexDeadlineMs,
    };
  }

  async #create(
    identity: Identity,
    role: 'agent' | 'end-user',
    names = this.newNames(role),
    overrides: Record<string, unknown> = {},
  ) {
    const { cap, leftoverHours } = this.#settings;
    cap.take();
    const { name, email, externalId } = names;
    const { created, entry } = await createTestUser(
      this.#connection.ledger,
      await this.#removal(),
      newUser(names, role),
      leftoverHours,
      overrides,
    );
    if (created.status !== 201 && created.status !== 200) throw unexpectedStatus(created, 201, 200);
    const { id } = created.body.user;
    this.#connection.ledger.created(entry, id);
    const user: BenchUser = { identity, id, name, email, externalId, role, password: '' };
    return { created, user, entry };
  }

  async #remove(
    { id, email, externalId }: Pick<BenchUser, 'id' | 'email' | 'externalId'>,
    entry: Entry<LedgerUser>,
  ): Promise<void> {
    const { ledger } = this.#connection;
    if (!ledger.own().filter(isUser).includes(entry)) return;
    await deleteTestUser(await this.#removal(), id, { email, externalId });
    ledger.removed(entry);
    // If the email address is fixed, the next user gets the same one, and starts without failed sign-ins.
    this.#connection.failedSignIns.forget(email);
  }
}
