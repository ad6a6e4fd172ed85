/** The section with the life of each password and token: a drawing, and the same as a table. */
import { groupBy } from '../../record/group.ts';
import {
  type Lifeline,
  lifelinesOf,
  type LifeMark,
  type LifeState,
  type TenantLifelines,
} from '../../record/lifelines.ts';
import type { RunRecord } from '../../record/schema.ts';
import { count } from '../text/amounts.ts';
import { addressId, addressLink } from './address.ts';
import { chip } from './chips.ts';
import { drawingOf, legend, placeOf, signOf } from './lifelines-drawing.ts';
import { type Content, html, type Markup } from './markup.ts';
import { scroll } from './scroll.ts';
import { tenantTitle } from './tenant-title.ts';
import { moment } from './time.ts';

/** How many passwords and tokens of checks are listed. Those that were proved dead are left out first. */
const MAX_OF_CHECKS = 60;

/** The order in which states are counted, and in which those of checks are listed. */
const STATES: readonly LifeState[] = [
  'still alive',
  'refused last, not proved dead',
  'revoked, not proved dead',
  'replaced, not proved dead',
  'ended with its user',
  'never accepted',
  'proved dead',
];

/** Returns the section, or nothing if the record contains no password and no token. */
export function lifelines(record: RunRecord): Markup | '' {
  const tenants = lifelinesOf(record.cells);
  if (tenants.length === 0) return '';
  const ids = new Set<string>();
  return html`<section id="lifelines" class="section">
    <h2>Lifelines</h2>
    <p class="lead">
      Every password and token, from the call that issued or set it to the refusal that proved it dead. The
      columns are the cells of the notebook; each mark leads to its call.
    </p>
    ${tenants.some(isDrawn) && legend()}
    ${tenants.map((tenant, index) => tenantPart(record, tenant, index, ids))}
  </section>`;
}

function isDrawn({ lifelines, cells }: TenantLifelines): boolean {
  return lifelines.length > 0 && cells.length > 0;
}

function tenantPart(record: RunRecord, of: TenantLifelines, index: number, ids: Set<string>): Markup {
  const { lifelines, ofChecks, settings, tenant, system } = of;
  const alive = [...lifelines, ...ofChecks].filter(({ state }) => state === 'still alive');
  return html`<section class="lifelines-tenant">
    <h3>${tenantTitle(record, tenant, system)}</h3>
    ${lifelines.length > 0 && html`<p class="lifelines-summary">${summary(lifelines)}</p>`}
    ${alive.length > 0 && aliveNote(record, alive)}
    ${
      isDrawn(of) &&
      html`<div class="lifelines-figure">
        <div class="lifelines-names">${lifelines.map((each) => nameOf(each, ids))}</div>
        ${scroll(`Drawing of the lifelines on ${tenant}`, drawingOf(of, index))}
      </div>`
    }
    ${
      lifelines.length > 0 &&
      html`<details class="fold">
        <summary>The same as a table</summary>
        ${table(lifelines, ids, `Lifelines of the notebook on ${tenant}`)}
      </details>`
    }
    ${
      settings.length > 0 &&
      html`<p class="lifelines-settings muted">
        From the settings, so neither made nor ended by the run:
        ${settings.map(
          ({ name, calls }, at) => html`${at > 0 && ', '}${chip(name)} (${count(calls, 'call')})`,
        )}.
      </p>`
    }
    ${ofChecks.length > 0 && checksPart(ofChecks, tenant, ids)}
  </section>`;
}

/** `9 passwords and tokens: 8 proved dead, 1 ended with its user`. */
function summary(lifelines: readonly Lifeline[]): Markup {
  const counts = groupBy(lifelines, ({ state }) => state);
  const parts = STATES.toReversed().flatMap((state) => {
    const own = counts.get(state)?.length ?? 0;
    return own === 0 ? [] : [html`<span class="lifelines-count">${signOf(state)} ${own} ${state}</span>`];
  });
  const noun = lifelines.length === 1 ? 'password or token' : 'passwords and tokens';
  return html`<strong>${lifelines.length}</strong> ${noun}: ${parts.map((part, at) => [at > 0 && ' ', part])}`;
}

function aliveNote({ ended }: RunRecord, alive: readonly Lifeline[]): Markup {
  const shown = alive.slice(0, MAX_OF_CHECKS);
  return html`<p class="lifelines-alive">
    <strong>${ended ? 'Still alive after the last cell:' : 'Alive so far (the run has not ended):'}</strong>
    ${shown.map(
      ({ name, expires }, at) =>
        html`${at > 0 && ', '}${chip(name)}${expires !== undefined && html` until ${moment(expires)}`}`,
    )}${alive.length > shown.length && html` and ${alive.length - shown.length} more`}.
  </p>`;
}

/** The row next to the drawing. Its ID is what a chip leads to. */
function nameOf({ name, state }: Lifeline, ids: Set<string>): Markup {
  return html`<div class="lifelines-name${state === 'still alive' && ' is-alive'}" ${rowId(name, ids)}>
    ${chip(name)}
    <span class="lifelines-state">${signOf(state)} ${state}</span>
  </div>`;
}

/** The ID of the first row about a secret. Two tenants may have secrets of one name. */
function rowId(name: string, ids: Set<string>): Markup | '' {
  if (ids.has(name)) return '';
  ids.add(name);
  return html` id="${addressId(`secret/${name}`)}"`;
}

function checksPart(ofChecks: readonly Lifeline[], tenant: string, ids: Set<string>): Markup {
  const sorted = ofChecks.toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
  const shown = sorted.slice(0, MAX_OF_CHECKS);
  const others = sorted.slice(MAX_OF_CHECKS);
  return html`<div class="lifelines-checks">
    <p>In the checks, which are not drawn: ${summary(ofChecks)}</p>
    <details class="fold">
      <summary>
        ${
          others.length === 0
            ? 'Those of the checks as a table'
            : `${String(shown.length)} of those of the checks as a table, without ${String(others.length)} (${[...new Set(others.map(({ state }) => state))].join('; ')})`
        }
      </summary>
      ${table(shown, ids, `Lifelines of the checks on ${tenant}`)}
    </details>
  </div>`;
}

function table(lifelines: readonly Lifeline[], ids: Set<string>, caption: string): Markup {
  return scroll(
    caption,
    html`<table class="table lifelines-table">
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Password or token</th>
          <th scope="col">Issued or set</th>
          <th scope="col" class="number">Accepted</th>
          <th scope="col" class="number">Refused</th>
          <th scope="col">Replaced, revoked or ended</th>
          <th scope="col">Proved dead</th>
          <th scope="col">After the last cell</th>
        </tr>
      </thead>
      <tbody>
        ${lifelines.map((each) => row(each, ids))}
      </tbody>
    </table>`,
  );
}

function row({ name, marks, state, expires }: Lifeline, ids: Set<string>): Markup {
  const of = (...did: readonly LifeMark['did'][]) => marks.filter((mark) => did.includes(mark.did));
  return html`<tr${rowId(name, ids)}${state === 'still alive' && html` class="is-alive"`}>
    <th scope="row">${chip(name)}</th>
    <td>${places(of('issued', 'set'))}</td>
    <td class="number">${of('accepted').length}</td>
    <td class="number">${of('refused').length}</td>
    <td>${places(of('replaced', 'revoked', 'ended with its user'), true)}</td>
    <td>${places(of('proved dead'))}</td>
    <td>${signOf(state)} ${state}${expires !== undefined && html` until ${moment(expires)}`}</td>
  </tr>`;
}

/** Where marks are, as links. */
function places(marks: readonly LifeMark[], showsWhat = false): Content {
  if (marks.length === 0) return html`<span class="muted">–</span>`;
  return marks.map(
    (mark) =>
      html`<span class="lifelines-where">${showsWhat && `${mark.did}: `}${addressLink(placeOf(mark))}</span>`,
  );
}
