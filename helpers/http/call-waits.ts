/** The waits of one call. Calls that are under way at the same time share the pacing, but each has waits of its own. */
import type { CallWait } from './exchange-record.ts';
import type { Pacing, Waited } from './pacing.ts';

export class CallWaits {
  /** The waits so far, in order. */
  readonly all: CallWait[] = [];
  readonly #pacing: Pacing;
  readonly #started: number;
  readonly #asked: Waited = { ms: 0 };

  /** @param started when the call began, in ms */
  constructor(pacing: Pacing, started: number) {
    this.#pacing = pacing;
    this.#started = started;
  }

  /** Total of the waits that the tenant asked for, as long as they were meant to be. */
  get askedMs(): number {
    return this.#asked.ms;
  }

  /** See {@link Pacing.wait}. */
  async asked(ms: number, reason: string, options: { holdsAll?: boolean } = {}): Promise<boolean> {
    return this.#measured(true, () => this.#pacing.wait(ms, reason, { ...options, waited: this.#asked }));
  }

  /** See {@link Pacing.slowDown}. */
  async slowDown(): Promise<void> {
    await this.#measured(true, () => this.#pacing.slowDown(this.#asked));
  }

  /** See {@link Pacing.sleep}. */
  async pause(ms: number): Promise<void> {
    await this.#measured(false, () => this.#pacing.sleep(ms));
  }

  async #measured<T>(asked: boolean, wait: () => Promise<T>): Promise<T> {
    const from = Date.now();
    const before = this.#asked.ms;
    const result = await wait();
    if (this.#asked.ms > before || !asked)
      this.all.push({ at: from - this.#started, ms: Date.now() - from, asked });
    return result;
  }
}
