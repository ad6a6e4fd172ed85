/** The frame of every page, and the small parts of pages. */
import type { Tenant } from '../http/tenant.ts';
import { texts } from './texts.ts';

/** Escapes a string for HTML, including attributes. */
export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A hidden field. */
export function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`;
}

/** A message on the page. Its element is there even without a message, and is then hidden. */
export function notice(text: string | null, role: 'alert' | 'status' = 'alert'): string {
  return `<p role="${role}" id="notice"${text === null ? ' hidden' : ''}>${escape(text ?? '')}</p>`;
}

export interface PageParts {
  title: string;
  /** HTML. */
  main: string;
  status?: number;
  /** For pages that are driven by script. */
  csrfToken?: string;
}

/** A complete page. With the markup `garden`, it also has a search box at the top and a cookie banner at the bottom. */
export function htmlPage(tenant: Tenant, { title, main, status = 200, csrfToken }: PageParts): Response {
  const { language, markup } = tenant.options;
  const t = texts[language];
  const garden = markup === 'garden';
  const meta = csrfToken === undefined ? '' : `<meta name="csrf-token" content="${escape(csrfToken)}">`;
  const header = garden
    ? `<header><form role="search" action="/hc/search" method="get">
<input type="search" name="query" placeholder="${escape(t.search)}" aria-label="${escape(t.search)}">
<button type="submit">${escape(t.search)}</button></form></header>`
    : '';
  const footer = garden
    ? `<aside aria-label="cookies" style="position:fixed;bottom:0;left:0"><span>${escape(t.cookies)}</span>
<button type="button" onclick="this.parentElement.remove()">${escape(t.accept)}</button></aside>`
    : '';
  const body = garden ? `<div class="StyledPane" data-garden-id="pane"><div>${main}</div></div>` : main;
  return new Response(
    `<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escape(title)}</title>${meta}</head>
<body>${header}<main><h1>${escape(title)}</h1>
${body}</main>${footer}</body></html>`,
    {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-frame-options': 'SAMEORIGIN',
      },
    },
  );
}

/** A redirect, which browsers follow with GET. */
export function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location, 'cache-control': 'no-store' } });
}
