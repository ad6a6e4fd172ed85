/** How the tenant handles passwords: which ones it accepts, how it stores them, and which ones sign in. */
import { BRAND } from './assumptions.ts';
import type { Mailbox } from './mailbox.ts';
import type { ZendeskOptions } from './options.ts';
import { violations } from './password-policy.ts';
import { isCurrentPassword, storedPassword } from './password-store.ts';
import { primaryEmail, type Person } from './people.ts';
import type { Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';

/** A password given for one person, and who gave it: that person or an admin. */
export interface GivenPassword {
  person: Person;
  password: string;
  actor: Person;
}

/** The parts of a tenant that a new password affects. */
interface AffectedParts {
  options: ZendeskOptions;
  now: () => number;
  tokens: Tokens;
  sessions: Sessions;
  mailbox: Mailbox;
}

export class Passwords {
  private readonly tenant: AffectedParts;

  constructor(tenant: AffectedParts) {
    this.tenant = tenant;
  }

  /** The requirements that a new password fails, in words; empty if it meets all. */
  complaints({ person, password }: GivenPassword): string[] {
    const owner = { email: primaryEmail(person), stored: person.password };
    return violations(this.tenant.options.passwordPolicy, password, owner);
  }

  /** Replaces the old password with a new one. */
  store({ person, password }: GivenPassword): void {
    const { tenant } = this;
    person.password = storedPassword(password, tenant.now(), person.password);
    if (tenant.options.passwordChangeEndsTokens) tenant.tokens.revokeAllOf(person.id);
    if (tenant.options.passwordChangeEndsDevices) tenant.sessions.forgetDevicesOf(person.id);
    const email = primaryEmail(person);
    if (email !== null) {
      tenant.mailbox.send(email, `${BRAND}: password changed`, 'Your password has been changed.');
    }
  }

  /** Whether it is accepted as the previous password when the person changes it. */
  isPrevious({ person, password }: GivenPassword): boolean {
    return isCurrentPassword(person.password, password);
  }

  /** Whether it signs the person in on the sign-in page. */
  signsIn(person: Person | undefined, password: string): boolean {
    return isCurrentPassword(person?.password ?? null, password);
  }
}
