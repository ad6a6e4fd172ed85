import { appendFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsPlace } from '../settings-place.ts';
import { NotTried } from '../verdict/errors.ts';

/** Counts the users that the checks of a run create, across all workers. On a live tenant, each user may cost money. */
export class UserCap {
  readonly #file: string;
  readonly #max: number;

  /** @param max `KEYTURN_MAX_TEST_USERS` */
  constructor(run: string, max: number) {
    this.#file = fileOf(run);
    this.#max = max;
  }

  /**
   * Counts another user, before they are created.
   *
   * @throws {NotTried} if that would exceed the limit.
   */
  take(): void {
    if (this.#max === Infinity) return;
    // One byte for each user. Appending is atomic. Checking the size first would let two workers take the last place.
    appendFileSync(this.#file, '.');
    if (statSync(this.#file).size > this.#max) {
      throw new NotTried(
        `This check needs another test user, but the run may create only ${String(this.#max)}.`,
        {
          remedy: 'raise KEYTURN_MAX_TEST_USERS, if the tenant allows it',
          where: settingsPlace(),
        },
      );
    }
  }
}

/** Deletes the count. Call this when a run is over. */
export function deleteUserCap(run: string): void {
  rmSync(fileOf(run), { force: true });
}

function fileOf(run: string): string {
  return join(tmpdir(), `keyturn-users-${run}`);
}
