/** The mails that the tenant has sent. */
import { BRAND } from './assumptions.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** Milliseconds since 1970. */
  sentAt: number;
}

export class Mailbox {
  private readonly mails: Mail[] = [];
  private readonly now: () => number;
  private deliver: (mail: Mail) => void = () => undefined;

  constructor(now: () => number) {
    this.now = now;
  }

  send(to: string, subject: string, text: string): void {
    const mail = { to, subject, text, sentAt: this.now() };
    this.mails.push(mail);
    this.deliver(mail);
  }

  /** Passes on every mail from now on. */
  forwardTo(deliver: (mail: Mail) => void): void {
    this.deliver = deliver;
  }

  /** Mails to an address, oldest first, not older than `since` (milliseconds since 1970). */
  to(address: string, since = Number.NEGATIVE_INFINITY): Mail[] {
    const wanted = address.toLowerCase();
    return this.mails.filter((mail) => mail.to.toLowerCase() === wanted && mail.sentAt >= since);
  }

  /** The mail of two-step verification (https://support.zendesk.com/hc/en-us/articles/9718648683674). */
  sendPasscode(to: string, passcode: string): void {
    this.send(
      to,
      `${BRAND} verification passcode`,
      `Your passcode is ${passcode}\nIt expires in 5 minutes and can be used once.`,
    );
  }
}
