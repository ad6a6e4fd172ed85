/**
 * The users of a bench: the two that its checks share, further ones that checks about creating and deleting make, and
 * whoever comes of an attempt that should have been refused. All are noted, and removed in the end.
 */
import type { UserCap } from '../../contract/cap.ts';
import {
  type SharedRole,
  SharedUsers,
  type SharedUser,
  type SharedUserSource,
} from '../../contract/shared-users.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { type Entry, isUser, type LedgerUser } from '../../ledger/entry.ts';
import { runId } from '../../run-id.ts';
import { generatePassword } from '../../secrets/password.ts';
import { NotTried } from '../../verdict/errors.ts';
import type { Role, ZendeskApi } from './api.ts';
import type { BenchAdmin } from './bench-admin.ts';
import type { ZendeskConnection } from './connection.ts';
import { isOwn, type TestUserNames, testUserNames } from './marker.ts';
import { madeBy } from './attempted-creation.ts';
import { activeUser, type Removal, deleteTestUser } from './people.ts';
import type { User } from './schemas.ts';
import type { TestUserSettings } from './settings.ts';
import { createTestUser, NoSeat } from './test-user.ts';
import type { Identity, Session } from './tokens.ts';

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

/** A user that was created, and how it goes. */
export interface CreatedUser {
  created: Exchange<{ user: User }>;
  user: BenchUser;
  remove: () => Promise<void>;
}

/** What came of an attempt to create a user. */
export interface CreationAttempt {
  answer: Exchange<{ user: User }>;
  /**
   * The active users who came of it, whatever the answer; they are removed by now. Nothing where the tenant does not show
   * users by their external id, so that nobody can tell.
   */
  made: readonly number[] | undefined;
}

/** One of the two users that checks share. */
export interface Shared extends SharedUser {
  readonly user: BenchUser;
  readonly entry: Entry<LedgerUser>;
  session: Session | undefined;
}

export class BenchUsers implements SharedUserSource<Shared> {
  readonly shared: SharedUsers<Shared>;
  readonly #connection: ZendeskConnection;
  readonly #settings: BenchSettings;
  readonly #admin: BenchAdmin;
  #made = 0;

  constructor(connection: ZendeskConnection, settings: BenchSettings, admin: BenchAdmin) {
    this.#connection = connection;
    this.#settings = settings;
    this.#admin = admin;
    this.shared = new SharedUsers(connection.failedSignIns, this);
  }

  async obtain(who: SharedRole): Promise<Shared> {
    const role = who === 'test user' ? this.#settings.testUser.role : 'end-user';
    const { created, user, entry } = await this.#create(who, role);
    if (created.status !== 201) throw unexpectedStatus(created);
    return { user, account: user.email, entry, session: undefined, isDirty: false };
  }

  /** Gives a user a password that is known: whatever it had before. */
  async prepare(shared: Shared): Promise<void> {
    const { user } = shared;
    const set = await this.setPassword(user, await this.newPassword(user));
    if (set.status !== 200) throw unexpectedStatus(set);
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

  /** A password that satisfies what the tenant requires; with so many characters, unless that is too long for it. */
  async newPassword(user: BenchUser, length?: number): Promise<string> {
    const wanted = length === undefined ? [] : [`at least ${String(length)} characters`];
    return generatePassword([...(await this.requirements(user)), ...wanted], this.#connection.secrets);
  }

  /** The tenant's requirements, as sentences; none where it does not tell the admin. */
  async requirements({ id }: BenchUser): Promise<string[]> {
    const required = await (await this.#admin.signedIn()).session.api.passwordRequirements(id);
    return required.status === 200 ? required.body.requirements : [];
  }

  /** The admin sets a password of one of them, and that is its password then. */
  async setPassword(user: BenchUser, password: string): Promise<Exchange<unknown>> {
    const set = await (await this.#admin.signedIn()).session.api.setPassword(user.id, password);
    if (set.status === 200) user.password = password;
    return set;
  }

  /**
   * Somebody tries to create a user whom the tenant should refuse. Whoever comes of it all the same is removed at once, also
   * where the answer was a refusal.
   *
   * @param role one that the clean-up would remove; on an emulator of ours it may be an admin.
   */
  async attemptCreate(
    api: ZendeskApi,
    names: TestUserNames,
    role: Role = 'end-user',
  ): Promise<CreationAttempt> {
    if (role === 'admin' && !this.#settings.emulated) throw new Error('nobody would remove an admin');
    const { name, email, externalId } = names;
    const { ledger } = this.#connection;
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
    const { users, isCertain } = await madeBy(await this.#removal(), names, (id) => this.#isShared(id));
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
  ): Promise<CreatedUser> {
    const { created, user, entry } = await this.#create('other test user', 'end-user', names, otherwise);
    return { created, user, remove: () => this.#remove(user, entry) };
  }

  /**
   * A second agent, beside a test user who is one: it takes a seat for as long as its check lasts.
   *
   * @throws {NotTried} where the test user is none, there is no other seat, or no more users may be created.
   */
  async createAgent(): Promise<CreatedUser> {
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
    if (!testUser.email.includes('{run}') && !first && this.shared.all().length > 0) {
      throw new NotTried('A second test user needs an address of its own.', {
        remedy: 'put {run} into ZENDESK_TEST_USER_EMAIL',
      });
    }
    return testUserNames(testUser, runId(), `${worker}u${String(++this.#made)}`);
  }

  /** Removes whoever was created and never became one of the two, or whose check ended before it removed them. */
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

  /** Removes somebody whom the tenant should not have created; an admin, whom nobody else would remove, is none any more before. */
  async #removeMade(id: number, names: TestUserNames, entry: Entry<LedgerUser>): Promise<void> {
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
    otherwise: Record<string, unknown> = {},
  ) {
    const { cap, leftoverHours } = this.#settings;
    cap.take();
    const { name, email, externalId } = names;
    const { created, entry } = await createTestUser(
      this.#connection.ledger,
      await this.#removal(),
      { name, email, role, external_id: externalId, verified: true, skip_verify_email: true },
      leftoverHours,
      otherwise,
    );
    if (created.status !== 201 && created.status !== 200) throw unexpectedStatus(created);
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
    // What was counted is gone with them: where addresses are fixed, somebody else has this one next.
    this.#connection.failedSignIns.forget(email);
  }
}
