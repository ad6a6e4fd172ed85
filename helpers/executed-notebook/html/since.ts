/** The section with what changed since the previous run and the last green run of each tenant. */
import type { Comparison, RunRecord, Since } from '../../record/schema.ts';
import { addressLink, exchangeAddress } from './address.ts';
import { chips } from './chips.ts';
import { type Content, html, type Markup } from './markup.ts';
import { badge } from './outcome.ts';
import { runsPlot } from './since-plot.ts';
import { scroll } from './scroll.ts';
import { partOf } from '../text/compared.ts';
import { OUTCOMES } from '../../verdict/cell.ts';
import { CELL_STATUSES } from '../../verdict/verdict.ts';
import { tenantTitle } from './tenant-title.ts';
import { moment } from './time.ts';

/** How many differences of one kind are in view. The others are folded. */
const MAX_IN_VIEW = 20;

/** What is drawn as a badge. Anything else is text. */
const WORDS: ReadonlySet<string> = new Set([...CELL_STATUSES, ...OUTCOMES]);

type Exchange = Comparison['exchanges'][number];
type Difference = Exchange['differences'][number];

/** Returns the section, or nothing if the run was not compared with any other. */
export function since(record: RunRecord): Markup | '' {
  const all = record.since ?? [];
  if (all.length === 0) return '';
  const hasHistory = all.some(
    ({ previous, green, runs }) => previous !== null || green !== null || runs.length > 0,
  );
  return html`<section id="since" class="section">
    <h2>Since last time</h2>
    ${
      hasHistory
        ? all.map((each, index) => tenantPart(record, each, index))
        : html`<p class="muted">There is no earlier run in the history to compare this one with.</p>`
    }
  </section>`;
}

function tenantPart(record: RunRecord, of: Since, index: number): Markup {
  const { tenant, previous, green } = of;
  const isSame = previous !== null && previous.run === green?.run;
  const hasChanges = [previous, green].some((each) => each !== null && groupsOf(record, each).length > 0);
  return html`<section class="since-tenant">
    <h3>${tenantTitle(record, tenant)}</h3>
    <div class="${hasChanges ? 'since-columns' : 'since-rows'}">
      <div class="since-changes">
        ${
          previous === null
            ? html`<p class="muted">There is no earlier run of this tenant to compare this one with.</p>`
            : comparisonPart(
                record,
                of,
                previous,
                isSame ? 'the previous run, which is also the last green one' : 'the previous run',
              )
        }
        ${green !== null && !isSame && comparisonPart(record, of, green, 'the last green run')}
        ${green === null && previous !== null && html`<p class="muted">There is no green run in the history.</p>`}
      </div>
      ${runsPlot(record, of, index)}
    </div>
  </section>`;
}

function comparisonPart(record: RunRecord, since: Since, of: Comparison, name: string): Markup {
  const { tenant } = since;
  const part = partOf(record, since, of);
  const groups = groupsOf(record, of);
  const run = html`<span class="since-run"
    ><span class="mono">${of.run}</span> (${moment(of.startedAt)})</span
  >`;
  if (groups.length === 0)
    return html`<p class="since-nothing">
      <strong>${of.compared === 0 ? 'Nothing could be compared' : 'Nothing changed'}</strong>
      since ${name}, ${run} ${badge(of.verdict)}${scope(part)}
    </p>`;
  const label = `What changed since ${name}`;
  return html`<div class="since-comparison">
    <h4>Since ${name}</h4>
    <p class="muted">${run} ${badge(of.verdict)}${scope(part)}</p>
    ${changesTable(
      `${label} on ${tenant}`,
      groups.map(({ title, rows }) => groupPart(title, rows.slice(0, MAX_IN_VIEW), rows.length)),
    )}
    ${groups.map(
      ({ title, rows }) =>
        rows.length > MAX_IN_VIEW &&
        html`<details class="fold">
          <summary>${rows.length - MAX_IN_VIEW} more: ${title.toLowerCase()}</summary>
          ${changesTable(
            `${title}: the others that changed since ${name}, on ${tenant}`,
            groupPart(title, rows.slice(MAX_IN_VIEW), rows.length),
          )}
        </details>`,
    )}
  </div>`;
}

/** If only a part was compared, nothing is said about the rest. */
function scope(part: string | undefined): Markup | undefined {
  return part === undefined ? undefined : html` <span class="muted">${part} ended in both runs.</span>`;
}

function changesTable(caption: string, groups: Content): Markup {
  return scroll(
    caption,
    html`<table class="table since-table">
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Then</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      ${groups}
    </table>`,
  );
}

/** Differences of one kind, as rows of the table. */
interface Group {
  readonly title: string;
  readonly rows: readonly Markup[];
}

function groupPart(title: string, rows: readonly Markup[], total: number): Markup {
  return html`<tbody>
    <tr class="since-group">
      <th scope="rowgroup" colspan="3">${title} <span class="muted">(${total})</span></th>
    </tr>
    ${rows}
  </tbody>`;
}

function groupsOf(
  { keyturn }: RunRecord,
  { cells, proofs, exchanges, fingerprint, drift, keyturn: earlier }: Comparison,
): Group[] {
  const drifts = [
    ...drift.new.map((sentence) => row(chips(sentence), undefined, 'new')),
    ...drift.gone.map((sentence) => row(chips(sentence), undefined, 'gone')),
  ];
  return [
    {
      title: 'Cells and checks',
      rows: cells.map(({ address, before, now }) => row(addressLink(address), before, now)),
    },
    {
      title: 'Proofs',
      rows: proofs.map(({ address, before, now }) => row(addressLink(address), before, now)),
    },
    { title: 'Calls', rows: exchanges.map(exchangePart) },
    {
      title: 'Fingerprint of the tenant',
      rows: fingerprint.map(({ name, before, now }) => row(chips(name), before, now)),
    },
    { title: 'Drift from the documented shape', rows: drifts },
    { title: 'Keyturn', rows: earlier === keyturn ? [] : [row('version', earlier, keyturn)] },
  ].filter(({ rows }) => rows.length > 0);
}

/** A row that names the call, and one for each difference. */
function exchangePart({ address, exchange, call, differences }: Exchange): Markup {
  const place = exchange === undefined ? address : exchangeAddress(address, exchange);
  return html`<tr class="since-exchange">
      <th scope="colgroup" colspan="3"><span class="mono">${chips(call)}</span> ${addressLink(place)}</th>
    </tr>
    ${differences.map((difference) =>
      row(html`<span class="since-what">${whatOf(difference)}</span>`, difference.before, difference.now),
    )}`;
}

function whatOf({ what, name, before, now }: Difference): Content {
  if (what === 'call')
    return before === undefined ? 'a new call' : now === undefined ? 'is no longer made' : 'call';
  return name === undefined ? what : html`${what} <span class="mono">${name}</span>`;
}

function row(what: Content, before: string | undefined, now: string | undefined): Markup {
  return html`<tr>
    <th scope="row">${what}</th>
    <td>${value(before)}</td>
    <td>${value(now)}</td>
  </tr>`;
}

/** An outcome as a badge, and everything else as text. */
function value(text: string | undefined): Markup {
  if (text === undefined) return html`<span class="muted">–</span>`;
  return WORDS.has(text) ? badge(text) : html`<span class="since-value">${chips(text)}</span>`;
}
