import type { ReadStream } from 'node:tty';

/** Ctrl-C, as a terminal in raw mode sends it. */
export const INTERRUPT = '\u0003';

/**
 * Keeps a terminal quiet: whatever is typed while nothing is asked is not shown, and not used as the answer to a later question.
 * It could be a secret that was pasted a moment too early. In raw mode, a terminal sends no signal for Ctrl-C, so `interrupt` is
 * called instead.
 */
export class QuietInput {
  readonly #input: ReadStream;
  readonly #listen: (chunk: Buffer | string) => void;

  constructor(input: ReadStream, interrupt: () => void) {
    this.#input = input;
    this.#listen = (chunk) => {
      if (chunk.toString().includes(INTERRUPT)) interrupt();
    };
    this.#begin();
  }

  /**
   * Lets a question read the input. Until it does, and after it has, the terminal is quiet.
   *
   * @param echoes whether the terminal itself shows what is typed
   */
  async during<T>(ask: () => Promise<T>, { echoes = false } = {}): Promise<T> {
    this.#input.off('data', this.#listen);
    this.#input.pause();
    if (echoes) this.#input.setRawMode(false);
    try {
      return await ask();
    } finally {
      this.#begin();
    }
  }

  /** Gives the terminal back. */
  end(): void {
    this.#input.off('data', this.#listen);
    this.#input.pause();
    this.#input.setRawMode(false);
  }

  #begin(): void {
    this.#input.setRawMode(true);
    this.#input.on('data', this.#listen);
    this.#input.resume();
  }
}
