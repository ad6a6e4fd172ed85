/** Lets a walk sleep until something happens to its page, so that it needs to look less often, and sees it at once. */
export class Wake {
  #end: (() => void) | undefined;
  #wasMissed = false;

  /** Ends the current wait. If there is none, the next one ends at once. */
  readonly signal = (): void => {
    if (this.#end === undefined) this.#wasMissed = true;
    else this.#end();
  };

  /** Waits for the next {@link signal}, at most this long. */
  async wait(ms: number): Promise<void> {
    if (!this.#wasMissed)
      await new Promise<void>((done) => {
        const timer = setTimeout(done, ms);
        this.#end = () => {
          clearTimeout(timer);
          done();
        };
      });
    this.#end = undefined;
    this.#wasMissed = false;
  }
}
