/** Something that other parts of a check wait for while they prepare what comes after it. */
export class Milestone<T = void> {
  /** Ends when it is reached. If it never will be, it ends with the reason. */
  readonly reached: Promise<T>;
  #reach!: (value: T) => void;
  #fail!: (reason: unknown) => void;

  constructor() {
    this.reached = new Promise((reach, fail) => {
      this.#reach = reach;
      this.#fail = fail;
    });
    // The part that fails throws the reason itself.
    this.reached.catch(() => undefined);
  }

  /** Runs what reaches it, with its result. */
  async by(act: () => Promise<T>): Promise<T> {
    try {
      const value = await act();
      this.#reach(value);
      return value;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }
}
