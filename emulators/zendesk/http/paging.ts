/** Offset and cursor pagination (https://developer.zendesk.com/api-reference/introduction/pagination/). */
import type { Context } from 'hono';
import type { Env } from '../../common/env.ts';
import { PAGE_TOO_DEEP } from '../tenant/assumptions.ts';
import { Refusal } from './errors.ts';

const LARGEST_PAGE = 100;
const DEEPEST_PAGE = 100;

/** One page of `items` under `key`, with the links of the kind of pagination that the call asks for. */
export function page(
  c: Context<Env>,
  baseUrl: string,
  key: string,
  items: unknown[],
): Record<string, unknown> {
  const size = c.req.query('page[size]');
  return size === undefined ? offsetPage(c, baseUrl, key, items) : cursorPage(c, baseUrl, key, items, size);
}

/** One page by number. Reads `page` and `per_page`; writes `next_page`, `previous_page` and `count`. */
export function offsetPage(
  c: Context<Env>,
  baseUrl: string,
  key: string,
  items: unknown[],
): Record<string, unknown> {
  const number = positiveInteger(c.req.query('page'), 1);
  const size = Math.min(positiveInteger(c.req.query('per_page'), LARGEST_PAGE), LARGEST_PAGE);
  if (number > DEEPEST_PAGE) throw new Refusal(PAGE_TOO_DEEP.status, PAGE_TOO_DEEP.body);
  const link = (target: number): string =>
    linkTo(c, baseUrl, { page: String(target), per_page: String(size) });
  return {
    [key]: items.slice((number - 1) * size, number * size),
    next_page: number * size < items.length ? link(number + 1) : null,
    previous_page: number > 1 ? link(number - 1) : null,
    count: items.length,
  };
}

function cursorPage(
  c: Context<Env>,
  baseUrl: string,
  key: string,
  items: unknown[],
  sizeText: string,
): Record<string, unknown> {
  const size = Math.min(positiveInteger(sizeText, LARGEST_PAGE), LARGEST_PAGE);
  const start = fromCursor(c.req.query('page[after]'));
  const end = Math.min(start + size, items.length);
  const more = end < items.length;
  const link = (at: number): string =>
    linkTo(c, baseUrl, { 'page[size]': String(size), 'page[after]': toCursor(at) });
  return {
    [key]: items.slice(start, end),
    meta: {
      has_more: more,
      after_cursor: items.length === 0 ? null : toCursor(end),
      before_cursor: items.length === 0 ? null : toCursor(start),
    },
    links: { prev: start > 0 ? link(Math.max(0, start - size)) : null, next: more ? link(end) : null },
  };
}

function linkTo(c: Context<Env>, baseUrl: string, changes: Record<string, string>): string {
  const requested = new URL(c.req.url);
  const url = new URL(requested.pathname + requested.search, baseUrl);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  return url.href;
}

function positiveInteger(text: string | undefined, fallback: number): number {
  const number = Number(text);
  return text !== undefined && Number.isInteger(number) && number > 0 ? number : fallback;
}

function toCursor(at: number): string {
  return Buffer.from(`at:${at}`).toString('base64url');
}

function fromCursor(cursor: string | undefined): number {
  const at = Number(/^at:(\d+)$/.exec(Buffer.from(cursor ?? '', 'base64url').toString())?.[1] ?? 0);
  return Number.isInteger(at) ? at : 0;
}
