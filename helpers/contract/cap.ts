import { appendFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotTried } from '../verdict/errors.ts';

/** Counts the users that the checks of a run create, in all of its workers. A live tenant pays for each. */
export class UserCap {
  readonly #file: string;
  readonly #most: number;

  /** @param most `KEYTURN_MAX_TEST_USERS` */
  constructor(run: string, most: number) {
    this.#file = fileOf(run);
    this.#most = most;
  }

  /**
   * Counts one more, before it is created.
   *
   * @throws {NotTried} when that would be one too many.
   */
  take(): void {
    if (this.#most === Infinity) return;
    // A byte a user: appending is one step, whoever else is at it; looking first would let two workers in by one gap.
    appendFileSync(this.#file, '.');
    if (statSync(this.#file).size > this.#most) {
      throw new NotTried(`This check needs one more test user than the ${String(this.#most)} of this run.`, {
        remedy: 'raise KEYTURN_MAX_TEST_USERS, if the tenant can bear it',
        where: '.env',
      });
    }
  }
}

/** To be called when a run is over. */
export function deleteUserCap(run: string): void {
  rmSync(fileOf(run), { force: true });
}

function fileOf(run: string): string {
  return join(tmpdir(), `keyturn-users-${run}`);
}
