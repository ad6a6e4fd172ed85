/** What a run left on its tenants, what leaked, and which deviations were known. */
import { aliveTokens, leftUnknownBecause } from '../../record/left.ts';
import type { RunRecord } from '../../record/schema.ts';
import { count } from '../text/amounts.ts';
import { addressLink } from './address.ts';
import { chip, chips } from './chips.ts';
import { html, type Markup } from './markup.ts';
import { badge } from './outcome.ts';

/** How many tokens that are still alive are named. The lifelines list more. */
const MAX_ALIVE = 10;

export function leftSection(record: RunRecord): Markup {
  const { left } = record;
  const unknown = leftUnknownBecause(record);
  const claim = 'users and tokens of this run are open in the ledger';
  if (left.length === 0) {
    return html`<section id="left" class="section">
      <h2>Left on the tenant</h2>
      <p class="left-nothing">
        ${
          unknown === undefined
            ? html`<b>0</b> ${claim}, which lists what the run created or leased.`
            : `${unknown}, so the record does not show whether anything is left. The next run or npm run sweep removes it.`
        }
      </p>
      ${aliveNote(record)}
    </section>`;
  }
  return html`<section id="left" class="section">
    <h2>Left on the tenant</h2>
    <div class="left is-failed">
      <p><b>${left.length}</b> ${claim}:</p>
      <ul>
        ${left.map(
          ({ tenant, kind, whose, id, certain, sentence }) =>
            html`<li>
              <b>${kind}</b>
              ${kind === 'token' ? 'of ' : ''}${chips(whose)}${id !== undefined && html` <span class="mono">${id}</span>`}
              on
              ${tenant}${
                !certain && html` <span class="muted">(it is only possible that it exists)</span>`
              }${sentence !== undefined && html`<br />${chips(sentence)}`}
            </li>`,
        )}
      </ul>
      ${unknown !== undefined && html`<p>${unknown}, so more may be left.</p>`}
      <p><code>npm run sweep</code> removes what earlier runs left.</p>
    </div>
    ${aliveNote(record)}
  </section>`;
}

function aliveNote(record: RunRecord): Markup | undefined {
  const alive = aliveTokens(record);
  if (alive.length === 0) return undefined;
  const shown = alive.slice(0, MAX_ALIVE);
  return html`<p>
    <b>${alive.length}</b> ${alive.length === 1 ? 'token was' : 'tokens were'} still alive after the last
    cell, as the ${addressLink('lifelines', 'lifelines')} show:
    ${shown.map(({ name }, at) => html`${at > 0 && ', '}${chip(name)}`)}${
      alive.length > shown.length && ` and ${String(alive.length - shown.length)} more`
    }.
  </p>`;
}

export function leaksSection({ leaks }: RunRecord): Markup | undefined {
  if (leaks.length === 0) return undefined;
  return html`<section id="leaks" class="section">
    <h2>Leaks</h2>
    <div class="left is-failed">
      <p>${count(leaks.length, 'file')} contained a secret or could not be searched:</p>
      <ul>
        ${leaks.map(
          ({ file, kinds, sources, removed, trouble }) =>
            html`<li>
              <span class="mono">${file}</span>:
              ${kinds.join(', ')}${sources.length > 0 && html` <span class="muted">from ${sources.join(', ')}</span>`}${removed && ' (the file was removed)'}${
                trouble !== undefined && html`<br />${chips(trouble)}`
              }
            </li>`,
        )}
      </ul>
    </div>
  </section>`;
}

export function deviationsSection({ knownDeviations, accepted }: RunRecord): Markup | undefined {
  if (knownDeviations.length + accepted.length === 0) return undefined;
  const items = (of: RunRecord['accepted'], outcome: string) =>
    of.map(
      ({ address, reason, expires, detail }) =>
        html`<li>
          ${badge(outcome)} ${addressLink(address, html`<span class="mono">${address}</span>`)}<br />${chips(reason)}
          <span class="muted">until <b>${expires}</b></span
          >${detail !== undefined && html`<pre class="error">${chips(detail)}</pre>`}
        </li>`,
    );
  return html`<section id="deviations" class="section">
    <h2>Known deviations</h2>
    <ul class="plain-list">
      ${items(knownDeviations, 'known deviation')}${items(accepted, 'not tried')}
    </ul>
  </section>`;
}
