/** What all parts of a page share while it is drawn. */
import { addressId } from './address.ts';
import { html, type Markup } from './markup.ts';

/** How much of long content is drawn. The page must stay small enough to be opened and sent. */
export interface Limits {
  /** Characters of a body that are visible at once. */
  visible: number;
  /** Characters of a body that can be unfolded. The rest is only in the record. */
  body: number;
  /** What is highlighted. */
  colors: 'code and bodies' | 'code' | 'nothing';
  /** Number of commands that repeat the calls of one failed proof. */
  commands: number;
}

export class Drawing {
  readonly limits: Limits;
  readonly #ids = new Set<string>();

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Returns the `id` attribute of an address, with a space before it. An ID is used once, by what comes first. */
  id(address: string): Markup | undefined {
    const id = String(addressId(address));
    if (this.#ids.has(id)) return undefined;
    this.#ids.add(id);
    return html` id="${addressId(address)}"`;
  }
}
