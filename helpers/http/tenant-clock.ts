/** Compares a tenant's clock with the clock of this machine, by the `Date` of its answers. */
import { Blocked } from '../verdict/errors.ts';

/** A difference that comes from whole seconds, slow answers, or a clock that is being corrected gradually. */
const TOLERANCE_MS = 120_000;

/** What the answers of a tenant have shown about its clock. */
export class TenantClock {
  #first: number | undefined;
  #last: number | undefined;

  /** Call this for each answer, when it has come. */
  see(date: string | undefined): void {
    const skewMs = Date.parse(date ?? '') - Date.now();
    if (Number.isNaN(skewMs)) return;
    this.#first ??= skewMs;
    this.#last = skewMs;
  }

  /** Returns the error about a clock that was set since the first answer, or `undefined`. */
  jumpError(host: string): Blocked | undefined {
    if (this.#first === undefined || this.#last === undefined) return undefined;
    const jumpMs = this.#last - this.#first;
    if (Math.abs(jumpMs) <= TOLERANCE_MS) return undefined;
    return new Blocked(
      `The clock of ${host} or of this machine was set during this run: the tenant’s is now ${minutes(jumpMs)} ` +
        `${jumpMs > 0 ? 'further ahead' : 'further behind'} than at the first answer. Tokens may have expired, and passcodes may look too old.`,
      {
        remedy:
          'synchronize the clock of this machine (NTP), and run again; if it was the tenant’s, only wait',
        help: 'clock',
      },
    );
  }
}

function minutes(ms: number): string {
  return `${String(Math.round(Math.abs(ms) / 60_000))} minutes`;
}
