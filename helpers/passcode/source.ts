/** What is asked for: a passcode for this address, mailed at or after this moment. */
export interface PasscodeRequest {
  address: string;
  since: Date;
  /** Codes that were used up already: the mailbox may still show them as the newest. */
  used: ReadonlySet<string>;
}

/** Where mailed passcodes come from. */
export interface PasscodeSource {
  /** For the report: `the command of KEYTURN_PASSCODE_COMMAND`. */
  readonly title: string;
  /**
   * Sees, before any passcode is mailed, whether one could be read at all. Nothing that it gives is used.
   *
   * @returns what was seen, in a few words.
   * @throws {Blocked} when it can never give one.
   */
  tryOut(address: string): Promise<string>;
  /**
   * Waits for the passcode: six digits.
   *
   * @throws {Blocked} when none came in time.
   */
  read(request: PasscodeRequest): Promise<string>;
}
