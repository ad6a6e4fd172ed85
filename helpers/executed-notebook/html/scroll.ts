/** A frame that scrolls on its own if its content is wider than the page, also by keyboard. */
import { type Content, html, type Markup } from './markup.ts';

/** @param label what it contains. No two frames of the page should have the same label. */
export function scroll(label: string, content: Content): Markup {
  return html`<section class="scroll" tabindex="0" aria-label="${label}">${content}</section>`;
}
