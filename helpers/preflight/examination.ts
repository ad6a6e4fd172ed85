/** The examination of one tenant by `npm run doctor`: everything that a run needs there, checked without changing anything. */
import type { Browser } from 'playwright';
import type { PasscodeSource } from '../passcode/index.ts';
import type { Examined, OnStart } from './requirements.ts';

/** What an examination may use. */
export interface ExaminationTools {
  /**
   * Returns the browser, which starts when it is first needed.
   *
   * @throws {Blocked} if none starts
   */
  browser: (options: { headless: boolean }) => Promise<Browser>;
  /** Where a run would get a passcode. `undefined` if there is no source. */
  passcodes: PasscodeSource | undefined;
  /** Whether the passcode source may be tried: the mailbox is opened, or the command is run once. */
  triesPasscodes: boolean;
}

/** An examination that is ready to begin. */
export interface Examination {
  /** Examines everything, in the order in which a person would mend it. */
  examine: (onStart?: OnStart) => AsyncGenerator<Examined, void>;
  /**
   * Revokes what the examination obtained, and returns what became of it. It may be called at any time, also while the
   * examination is under way.
   */
  finish: () => Promise<Examined[]>;
}
