/** The state of one emulated site. It does not answer calls: see `http/site.ts` for that. */
import type { Call } from '../../common/calls.ts';
import { tenantClock } from '../../common/surroundings.ts';
import { randomHex } from '../../common/random.ts';
import { LOCKED_STATUS, SUCCESS_CLEARS_FAILURES } from './assumptions.ts';
import { AuthTokens } from './authtokens.ts';
import { Lockout } from './lockout.ts';
import type { ExpertOptions } from './options.ts';
import { whichOf } from './passwords.ts';
import { People, type Person } from './people.ts';
import { SecretLog } from './secrets.ts';

export class SiteState {
  readonly options: ExpertOptions;
  /** Known once the server listens. */
  baseUrl = '';
  /** The site's clock, in milliseconds since 1970. */
  readonly now: () => number;
  readonly secrets = new SecretLog();
  readonly people = new People();
  readonly lockout: Lockout;
  readonly tokens: AuthTokens;
  readonly calls: Call[] = [];
  /** A valid one turns off all permission checks (docs/expert.md: E-AUTH-9). */
  readonly apikey = randomHex(16);
  /** The server API token, or null if the site has none. */
  readonly serverToken: { key: string; secret: string } | null;
  private seatsTakenAtStart = 0;

  constructor(options: ExpertOptions) {
    this.options = options;
    this.now = tenantClock(options);
    this.lockout = new Lockout(options.lockout, this.now);
    this.serverToken = options.serverToken ? { key: randomHex(12), secret: randomHex(32) } : null;
    this.tokens = new AuthTokens(options, this.people, this.secrets, this.now);
    this.secrets.record('apikey', this.apikey);
    this.secrets.record('server_secret', this.serverToken?.secret ?? '');
  }

  /** Call this once the initial users are complete. */
  settle(): void {
    this.seatsTakenAtStart = this.seatsTaken();
  }

  /** Whether a seat is free. */
  hasSeat(): boolean {
    const { seatsLeft } = this.options;
    return seatsLeft === null || this.seatsTaken() - this.seatsTakenAtStart < seatsLeft;
  }

  /**
   * Whether a password is this person's main or alternate one. It has the effects of a sign-in: the main one may end
   * the alternate one (E-PWD-12), and a mismatch may count toward the lockout.
   */
  checkPassword(person: Person, password: string, failureCounts: boolean): boolean {
    const which = whichOf(person.passwords, person.id, password);
    if (which === null) {
      if (failureCounts && this.lockout.fail(person.id)) this.lock(person);
      return false;
    }
    if (SUCCESS_CLEARS_FAILURES) this.lockout.clear(person.id);
    if (which === 'main' && this.options.mainSignInEndsAlternate) person.passwords.alternate = null;
    return true;
  }

  /** A locked person is disabled until an admin sets them to "active" (E-SITE-3, E-SITE-4). */
  private lock(person: Person): void {
    person.status = LOCKED_STATUS;
    person.seated &&= person.status === 'active';
  }

  private seatsTaken(): number {
    return this.people.all().filter(({ seated }) => seated).length;
  }
}
