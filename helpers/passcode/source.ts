/** A request for a passcode that was mailed to this address at or after this time. */
export interface PasscodeRequest {
  address: string;
  since: Date;
  /** Passcodes that were already used. The mailbox may still show them as the newest. */
  used: ReadonlySet<string>;
}

/** A source of mailed passcodes. */
export interface PasscodeSource {
  /** For the report: `the command in KEYTURN_PASSCODE_COMMAND`. */
  readonly title: string;
  /** Whether it contains only what was emailed. A person or a command may know a code from an app as well. */
  readonly isMailbox?: boolean;
  /**
   * Checks, before any passcode is mailed, whether one could be read at all. A passcode that is found then is not used.
   *
   * @returns how it would be read, in a few words
   * @throws {Blocked} if one could never be read
   */
  tryOut(address: string): Promise<string>;
  /**
   * Waits for the passcode (six digits).
   *
   * @throws {Blocked} if none arrived in time
   */
  read(request: PasscodeRequest): Promise<string>;
}

/** What to do if a run has no source, for messages. */
export const SET_PASSCODE_SOURCE =
  'set KEYTURN_PASSCODE_IMAP to the mailbox, or KEYTURN_PASSCODE_COMMAND to a command that prints the passcode ' +
  '(docs/passcodes.md helps to choose), or run at a terminal and type it';
