/** The calendar of a fleet: a row for each tenant, a column for each night. A table, so that it can be read without seeing it. */
import { html, type Markup } from '../executed-notebook/html/markup.ts';
import { signOf, toneOf } from '../executed-notebook/html/outcome.ts';
import { scroll } from '../executed-notebook/html/scroll.ts';
import { count, duration } from '../executed-notebook/text/amounts.ts';
import type { Night, Nights, Row } from './nights.ts';

/** What each sign means. `interrupted` looks like `not judged`. */
const LEGEND = [
  ['green', 'green'],
  ['red', 'red'],
  ['not judged', 'not judged, or interrupted'],
] as const;

/** Returns the section, or nothing if there is no history yet. */
export function calendar({ days, rows }: Nights): Markup | undefined {
  if (days.length === 0) return undefined;
  // The newest nights are in view, however narrow the page is.
  const newestFirst = days.toReversed();
  const months = newestFirst.map((day) => day.slice(0, 7));
  const caption = `Outcomes of the last ${String(days.length)} nights, the newest first`;
  return html`<section id="nights" class="section">
    <h2>The last ${days.length} nights</h2>
    ${scroll(
      caption,
      html`<table class="nights">
        <caption class="hidden">
          ${caption}
        </caption>
        <thead>
          <tr>
            <td></td>
            ${[...new Set(months)].map((month) => html`<th scope="colgroup" colspan="${months.filter((each) => each === month).length}">${month}</th>`)}
          </tr>
          <tr>
            <th scope="col">Tenant</th>
            ${newestFirst.map(
              (day) =>
                html`<th scope="col" class="day">
                  <span aria-hidden="true">${day.slice(8)}</span><span class="hidden">${day}</span>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => rowOf(row, newestFirst))}
        </tbody>
      </table>`,
    )}
    <ul class="nights-legend">
      ${LEGEND.map(([word, meaning]) => html`<li><span class="night is-${toneOf(word)}" aria-hidden="true">${signOf(word)}</span> ${meaning}</li>`)}
      <li><span class="night is-none" aria-hidden="true"></span> no run</li>
    </ul>
  </section>`;
}

function rowOf({ name, title, tenant, nights }: Row, days: readonly string[]): Markup {
  const where = [title, tenant.replace(/^https?:\/\//, '')].filter((text) => text !== '').join(' · ');
  return html`<tr>
    <th scope="row">
      <a href="#tenant-${name}">${name}</a>
      <span class="muted">${where !== '' && html`<bdi>${where}</bdi>`}</span>
    </th>
    ${days.map((day) => html`<td>${nightOf(day, nights.get(day))}</td>`)}
  </tr>`;
}

function nightOf(day: string, night: Night | undefined): Markup {
  if (night === undefined)
    return html`<span class="night is-none" title="${day}: no run"></span><span class="hidden">no run</span>`;
  const { outcome, point, runs } = night;
  const { verdict, proved, expected, durationMs } = point;
  const also = runs > 1 ? `, the last of ${count(runs, 'run')}` : '';
  const title = `${day}: ${outcome} (${verdict}), ${String(proved)} of ${String(expected)} proved, ${duration(durationMs)}${also}`;
  return html`<span class="night is-${toneOf(outcome)}" title="${title}" aria-hidden="true"
      >${signOf(outcome)}</span
    ><span class="hidden">${outcome}</span>`;
}
