/** Puts the output of a process together, line by line. A part of a line could not be redacted. */
import { StringDecoder } from 'node:string_decoder';

/** A line that is longer is cut, so that an endless one does not fill the memory. */
const MAX_LINE = 256 * 1024;

/** The lines of one stream. */
export class Lines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #use: (line: string) => void;
  #rest = '';

  /** @param use gets each complete line, without its line break */
  constructor(use: (line: string) => void) {
    this.#use = use;
  }

  add(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#use(line);
    if (this.#rest.length > MAX_LINE) this.end();
  }

  /** Uses what is left, when the stream has ended. */
  end(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (rest !== '') this.#use(rest);
  }
}
