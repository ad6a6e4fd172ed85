/**
 * The exchanges of a cell in the order in which they were made, with the sign-ins between them, and the waterfall: a bar in
 * each row.
 */
import { type Calls, callsOfCell, callsOfCleanUp, inOrder } from '../../record/cell-calls.ts';
import type { RecordedCell } from '../../record/schema.ts';
import type { RecordedExchange, SignInRecord } from '../../verdict/cell.ts';
import { type Timeline, timelineOf } from '../../record/timeline.ts';
import { count, duration } from '../text/amounts.ts';
import { exchangeAddress } from './address.ts';
import { body, headers } from './body.ts';
import { chip, chips } from './chips.ts';
import type { Drawing } from './drawing.ts';
import { html, type Markup } from './markup.ts';
import { bar, quietRows, waterfallHead } from './waterfall.ts';

/** Returns the lists of the cell and of its clean-up, or nothing if there was no call and no sign-in. */
export function exchangesOf(cell: RecordedCell, drawing: Drawing): Markup {
  const timeline = timelineOf(cell);
  const own = callsOfCell(cell);
  const cleanUp = callsOfCleanUp(cell);
  // What is quiet belongs to the list during whose calls it was.
  const quiet = timeline === undefined ? [] : quietRows(timeline);
  const end = timeline?.cleanUpFrom ?? Infinity;
  const first = { cell, drawing, timeline, quiet: quiet.filter(({ from }) => from < end), whose: '' };
  const second = {
    ...{ cell, drawing, timeline, quiet: quiet.filter(({ from }) => from >= end) },
    whose: ' of the clean-up after the failure',
  };
  return html`${list(own, first)}${list(cleanUp, second)}`;
}

interface Listed {
  cell: RecordedCell;
  drawing: Drawing;
  timeline: Timeline | undefined;
  /** The rows of waits and gaps. */
  quiet: ReturnType<typeof quietRows>;
  whose: string;
}

function list(calls: Calls, { cell, drawing, timeline, quiet, whose }: Listed): Markup | undefined {
  const items = inOrder(calls);
  if (items.length === 0) return undefined;
  let next = 0;
  /** The quiet rows that begin before a row. */
  const before = (from: number) => {
    const rows: Markup[] = [];
    for (; (quiet[next]?.from ?? Infinity) < from; next++) rows.push(quiet[next]?.row ?? html``);
    return rows;
  };
  return html`<h4>${count(calls.exchanges.length, 'exchange')}${whose}</h4>
    ${timeline !== undefined && (whose === '' ? waterfallHead(timeline) : waterfallHead(timeline, 'on the same axis'))}
    <ol class="exchanges">
      ${items.map((item) => {
        const timed =
          'signIn' in item
            ? timeline?.signIns.find(({ signIn = -1 }) => cell.signIns?.[signIn] === item.signIn)
            : timeline?.calls.find(({ exchange }) => exchange === item.index);
        const drawn = timeline !== undefined && timed !== undefined ? bar(timed, timeline) : undefined;
        return [
          timed === undefined ? [] : before(timed.from),
          'signIn' in item
            ? signInItem(item.signIn, drawn)
            : exchangeItem(item.exchange, { cell, index: item.index, drawing, drawn }),
        ];
      })}${before(Infinity)}
    </ol>`;
}

function exchangeItem(
  exchange: RecordedExchange,
  {
    cell,
    index,
    drawing,
    drawn,
  }: { cell: RecordedCell; index: number; drawing: Drawing; drawn: Markup | undefined },
): Markup {
  const { method, url, as, status, durationMs, attempts, waitedMs, conflicts = 0 } = exchange;
  const notes = [
    attempts > 1 ? `sent ${count(attempts, 'time')}` : undefined,
    waitedMs > 0 ? `waited ${duration(waitedMs)} because the tenant asked for it` : undefined,
    conflicts > 0 ? count(conflicts, 'database conflict') : undefined,
  ].filter((note) => note !== undefined);
  const drift = exchange.drift ?? [];
  return html`<li${drawing.id(exchangeAddress(cell.address, index))}><details class="exchange"><summary>
<span class="index">${index + 1}</span> <b class="method">${method}</b> <span class="path">${chips(pathOf(url))}</span>
<span class="as">${as}</span> <b class="status">${status ?? 'no answer'}</b> <span class="time">${duration(durationMs)}</span>${drawn}</summary>
<div class="io"><p class="label">Request${withSecrets(exchange.with)}</p>
<p class="url">${method} ${chips(url)}</p>${headers(exchange.requestHeaders)}${
    exchange.requestBody !== undefined && exchange.requestBody !== ''
      ? body(exchange.requestBody, headerOf(exchange.requestHeaders, 'content-type'), drawing)
      : ''
  }<p class="label">Response</p><p class="url">${status === undefined ? html`No answer: ${chips(exchange.failure ?? '')}` : `HTTP ${String(status)}`}${notes.map((note) => ` · ${note}`)}</p>${headers(exchange.responseHeaders)}${
    exchange.responseBody === undefined || exchange.responseBody === ''
      ? status === undefined
        ? ''
        : html`<p class="muted">The body is empty.</p>`
      : body(exchange.responseBody, headerOf(exchange.responseHeaders, 'content-type'), drawing)
  }${
    drift.length > 0 &&
    html`<p class="label">Differs from the documented shape</p>
      <ul class="drift">
        ${drift.map(({ path, kind, seen }) => html`<li><code>${path}</code> ${kind}: ${chips(seen)}</li>`)}
      </ul>`
  }</div></details></li>`;
}

function signInItem(
  { as, durationMs, steps, outcome, message, typed }: SignInRecord,
  drawn: Markup | undefined,
): Markup {
  return html`<li class="sign-in">
    <p>
      <b>Sign-in on the tenant’s pages</b> <span class="as">${as}</span>
      <span class="outcome">${outcome}</span>
      <span class="time">${duration(durationMs)}</span
      >${withSecrets(typed === undefined ? undefined : [typed])}${drawn}
    </p>
    <ol>
      ${steps.map((step) => html`<li>${chips(step)}</li>`)}
    </ol>
    ${message !== undefined && html`<p class="message">The page said: “${chips(message)}”</p>`}
  </li>`;
}

const withSecrets = (names: readonly string[] | undefined): Markup | undefined =>
  names === undefined || names.length === 0
    ? undefined
    : html` <span class="with">with ${names.map((name) => html`${chip(name)} `)}</span>`;

/** Path and query. What is not a URL is shown as it is. */
export function pathOf(url: string): string {
  return /^https?:\/\/[^/?#]*(.+)$/is.exec(url)?.[1] ?? url;
}

function headerOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}
