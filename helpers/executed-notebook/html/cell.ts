/** A cell of a notebook, or a check, in full. */
import type { RecordedCell } from '../../record/schema.ts';
import { count, duration } from '../text/amounts.ts';
import { addressHref, webLink } from './address.ts';
import { chips } from './chips.ts';
import type { Drawing } from './drawing.ts';
import { exchangesOf } from './exchange.ts';
import { failureOf } from './failure.ts';
import { highlighted } from './highlight.ts';
import { html, type Markup } from './markup.ts';
import { badge, toneOf } from './outcome.ts';
import { proofsOf } from './proof.ts';

export function cellArticle(cell: RecordedCell, again: string | undefined, drawing: Drawing): Markup {
  const { address, status, level, calls, durationMs, waits } = cell;
  const waited = waits.reduce((sum, { ms }) => sum + ms, 0);
  const { number, title } = titleOf(cell);
  return html`<article
    class="cell filterable is-${toneOf(status)}"
    ${drawing.id(address)}
    data-status="${status}"
    ${level !== undefined && html` data-level="${level}"`}
  >
    <header>
      <h3>
        <a class="number" href="${addressHref(address)}">${number}</a>
        <span class="title">${chips(title)}</span>
      </h3>
      <p class="meta">
        ${badge(status)}${level !== undefined && html` <span class="level">${level}</span>`}${
          status !== 'not run' &&
          html` <span>${duration(durationMs)}</span>
            <span>${count(calls, 'call')}</span
            >${waited > 0 && html` <span>${duration(waited)} of waits</span>`}`
        } <span class="mono address">${address}</span>
      </p>
    </header>
    <div class="work">
      ${prose(cell)}${failureOf(cell, again, drawing)}${code(cell, drawing)}${exchangesOf(cell, drawing)}${waitsOf(cell)}${folded('Clean-up', cell.cleanUp)}${folded('Console output', cell.output)}
    </div>
    ${proofsOf(cell, drawing)}
  </article>`;
}

/** The number and title of a cell. A check has no number, so that the last part of its address stands for it. */
export function titleOf({ address, title }: RecordedCell): { number: string; title: string } {
  const [, number, rest] = /^(\S+) · (.*)$/s.exec(title) ?? [];
  const last = address.split('/').at(-1) ?? address;
  return number === undefined || rest === undefined
    ? { number: last, title: title === '' ? address : title }
    : { number, title: rest };
}

function prose({ prose: text, title, documented }: RecordedCell): Markup | undefined {
  if (documented !== undefined) {
    return html`<p class="prose">
      “${chips(documented.says)}” <span class="muted">${webLink(documented.at)}</span>
    </p>`;
  }
  return text === undefined || text === title
    ? undefined
    : html`${text.split(/\n{2,}/).map((paragraph) => html`<p class="prose">${chips(paragraph)}</p>`)}`;
}

function code({ code: source, status }: RecordedCell, { limits }: Drawing): Markup | undefined {
  if (source === undefined) return undefined;
  const open = status === 'non-conformant' ? ' open' : '';
  return html`<details class="fold source" ${open}>
    <summary>Code <span class="mono">${source.file}:${source.line}</span></summary>
    <pre class="code">
${highlighted(source.text, limits.colors !== 'nothing' ? 'typescript' : undefined)}</pre>
  </details>`;
}

function waitsOf({ waits }: RecordedCell): Markup | undefined {
  if (waits.length === 0) return undefined;
  return html`<details class="fold">
    <summary>${count(waits.length, 'wait')}</summary>
    <ul>
      ${waits.map(({ ms, reason }) => html`<li>${duration(ms)}: ${chips(reason)}</li>`)}
    </ul>
  </details>`;
}

function folded(name: string, text: string | undefined): Markup | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  return html`<details class="fold">
    <summary>${name}</summary>
    <pre class="plain">${chips(text)}</pre>
  </details>`;
}
