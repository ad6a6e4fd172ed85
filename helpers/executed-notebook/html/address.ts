/** The address of a cell, check, proof or exchange as an ID in the page, and as a link to it. */
import { escaped, html, type Content, type Markup, markup } from './markup.ts';

/**
 * Returns the value of an `id` attribute, escaped: the address as it is in the record (`zendesk/notebook/06`,
 * `zendesk/notebook/06#revoked-refused`). A browser finds it with and without percent-encoding. An ID must not contain
 * spaces.
 */
export function addressId(address: string): Markup {
  return markup(escaped(inOneWord(address)));
}

/** Returns the value of an `href` attribute that leads to an address in the page. */
export function addressHref(address: string): Markup {
  const path = inOneWord(address).replace(/\p{Surrogate}/gu, '\ufffd');
  return markup(escaped(`#${path.split('/').map(encodeURIComponent).join('/')}`));
}

/** A link to an address in the page. Its text is the address, unless another one is given. */
export function addressLink(address: string, text: Content = address): Markup {
  return html`<a href="${addressHref(address)}">${text}</a>`;
}

/** The address of an exchange. `index` is counted from 0, as in the record. Its place in the page counts from 1. */
export function exchangeAddress(cell: string, index: number): string {
  return `${cell}:${String(index + 1)}`;
}

/** Returns a link to a page on the web, or the text alone if the URL is not one of http or https. */
export function webLink(url: string, text: Content = url): Markup {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return html`${text}`;
  return html`<a href="${new URL(url).href}" rel="noreferrer noopener">${text}</a>`;
}

const inOneWord = (address: string): string => address.replace(/\s+/g, '_');
