/** The state of one emulated tenant. It answers no calls: see `http/tenant.ts`. */
import type { Call } from '../../common/calls.ts';
import { tenantClock } from '../../common/surroundings.ts';
import { AuditLog } from './audit-log.ts';
import type { OAuthClient } from './clients.ts';
import { Codes } from './codes.ts';
import type { Group } from './groups.ts';
import { IdSequence } from './ids.ts';
import { Lockout } from './lockout.ts';
import { Mailbox } from './mailbox.ts';
import type { ZendeskOptions } from './options.ts';
import { policyOf } from './password-policy.ts';
import { Passwords } from './passwords.ts';
import { isTeamMember, People, type Person } from './people.ts';
import { RateLimit } from './rate-limit.ts';
import { SearchIndex } from './search-index.ts';
import { SecretLog } from './secrets.ts';
import { Sessions } from './sessions.ts';
import { Tokens } from './tokens.ts';

export class TenantState {
  readonly options: ZendeskOptions;
  /** Known once the server listens. */
  baseUrl = '';
  /** The tenant's clock, in milliseconds since 1970. */
  readonly now: () => number;
  readonly ids = new IdSequence();
  readonly secrets = new SecretLog();
  readonly people = new People();
  readonly clients: OAuthClient[] = [];
  readonly groups: Group[] = [];
  readonly tokens: Tokens;
  readonly codes: Codes;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly lockout: Lockout;
  readonly index: SearchIndex;
  readonly mailbox: Mailbox;
  readonly audit: AuditLog;
  readonly rateLimit: RateLimit;
  readonly calls: Call[] = [];
  private readonly updateLimits = new Map<number, RateLimit>();
  private seatsTakenAtStart = 0;

  constructor(options: ZendeskOptions) {
    this.options = options;
    this.now = tenantClock(options);
    this.tokens = new Tokens(this.ids, this.secrets, this.now);
    this.codes = new Codes(this.secrets, this.now);
    this.sessions = new Sessions(this.ids, this.secrets, this.now);
    this.lockout = new Lockout(policyOf(options.passwordPolicy).failedAttemptsAllowed, this.now);
    this.index = new SearchIndex(options.indexLagMs, this.now);
    // Mails are stamped by mail servers, whose clocks are right.
    this.mailbox = new Mailbox(options.now);
    this.audit = new AuditLog(this.ids, this.now);
    this.passwords = new Passwords(this);
    this.rateLimit = new RateLimit(options.rateLimitPerMinute, this.now);
  }

  /** Call this after every change to a person that an answer can show. */
  changed(person: Person): void {
    person.updated_at = this.now();
    this.index.update(person);
  }

  /** Indexes the people who are there at the start, and counts their seats. */
  indexInitialPeople(): void {
    for (const person of this.people.all()) this.index.update(person, 0);
    this.seatsTakenAtStart = this.seatsTaken();
  }

  /** Whether the plan allows one more team member. Suspended ones use a seat too. */
  hasSeat(): boolean {
    const { seatsLeft } = this.options;
    return seatsLeft === null || this.seatsTaken() - this.seatsTakenAtStart < seatsLeft;
  }

  /** The limit of updates of one user. */
  updateLimitOf(personId: number): RateLimit {
    const limit =
      this.updateLimits.get(personId) ?? new RateLimit(this.options.userUpdatesPerMinute, this.now);
    this.updateLimits.set(personId, limit);
    return limit;
  }

  private seatsTaken(): number {
    return this.people.all().filter((person) => person.active && isTeamMember(person)).length;
  }
}
