import { html, type Markup } from './markup.ts';

/** A moment in UTC, to the second. Text that is not a time is shown unchanged. */
export function moment(iso: string): Markup {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(iso)) return html`${iso}`;
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}
