/** Something that other parts of a check wait for while they prepare what comes after it. */
export class Milestone {
  /** Ends when it is reached. If it never will be, it ends with the reason. */
  readonly reached: Promise<void>;
  #reach!: () => void;
  #fail!: (reason: unknown) => void;

  constructor() {
    this.reached = new Promise((reach, fail) => {
      this.#reach = reach;
      this.#fail = fail;
    });
    // The part that fails throws the reason itself.
    this.reached.catch(() => undefined);
  }

  /** Runs what reaches it. */
  async by<T>(act: () => T | Promise<T>): Promise<T> {
    try {
      const result = await act();
      this.#reach();
      return result;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }
}
