/**
 * The section with every check in a table by subject. It can be filtered by outcome and level without a script: the state is
 * that of radio buttons, which `parts.css` reads.
 */
import { type FaultsTable, faultsCaughtBy, readFaultsTable } from '../../record/faults-table.ts';
import { groupBy } from '../../record/group.ts';
import type { RecordedCell, RunRecord } from '../../record/schema.ts';
import { LEVELS, type ProofRecord } from '../../verdict/cell.ts';
import { count, duration } from '../text/amounts.ts';
import { addressId, addressLink, webLink } from './address.ts';
import { callsOfCheck } from './calls-of-check.ts';
import { chips } from './chips.ts';
import { type Content, html, type Markup } from './markup.ts';
import { badge } from './outcome.ts';
import { scroll } from './scroll.ts';

const STATUSES: readonly RecordedCell['status'][] = [
  'non-conformant',
  'blocked',
  'interrupted',
  'incomplete',
  'not tried',
  'not run',
  'passed',
];

/** How much is shown of what a RECORD has seen, in characters. */
const MAX_SEEN = 400;

/** Returns the section, or nothing if the run expected no check. */
export function contractTable(record: RunRecord, faults: FaultsTable = readFaultsTable()): Markup | '' {
  const checks = record.cells.filter(({ kind }) => kind === 'check');
  if (checks.length === 0) return '';
  const subjects = groupBy(checks, ({ address }) => subjectOf(address));
  return html`<section id="contract" class="section">
    <h2>Contract</h2>
    <p class="lead">
      ${count(checks.length, 'check')} of ${count(subjects.size, 'subject')}, each with the sentence of the
      documentation that it verifies, and the faults that it is known to catch.
    </p>
    ${filters(checks)}
    <p class="contract-none muted">There is no check with this outcome and this level.</p>
    ${[...subjects].map(([subject, own]) => subjectPart(subject, own, faults))}
  </section>`;
}

/** The first two parts of an address: `zendesk/password`. */
function subjectOf(address: string): string {
  return address.split('/').slice(0, 2).join('/');
}

/** The counts by outcome and by level, which are the filters as well. */
function filters(checks: readonly RecordedCell[]): Markup {
  const choice = (group: 'outcome' | 'level', value: string, label: Content, of: number) => {
    const id = `contract-${group}-${value.toLowerCase().replaceAll(' ', '-')}`;
    return html`<span class="contract-choice"
      ><input type="radio" name="contract-${group}" id="${id}" ${value === 'all' && html` checked`} /><label
        for="${id}"
        >${label} <span class="contract-number">${of}</span></label
      ></span
    >`;
  };
  const number = (is: (check: RecordedCell) => boolean) => checks.filter(is).length;
  const statuses = STATUSES.map((status) => ({ status, of: number((check) => check.status === status) }));
  const levels = LEVELS.map((level) => ({ level, of: number((check) => check.level === level) }));
  return html`<div class="contract-filters">
    <fieldset>
      <legend>Outcome</legend>
      ${choice('outcome', 'all', 'all', checks.length)}
      ${statuses.map(({ status, of }) => of > 0 && choice('outcome', status, badge(status), of))}
    </fieldset>
    <fieldset>
      <legend>Level</legend>
      ${choice('level', 'all', 'all', checks.length)}
      ${levels.map(({ level, of }) => of > 0 && choice('level', level, html`<span class="level">${level}</span>`, of))}
    </fieldset>
  </div>`;
}

function subjectPart(subject: string, checks: readonly RecordedCell[], faults: FaultsTable): Markup {
  const counts = STATUSES.map((status) => ({
    status,
    of: checks.filter((check) => check.status === status).length,
  }));
  return html`<details class="contract-subject" open>
    <summary>
      <h3>${subject}</h3>
      <span class="contract-counts"
        >${counts.map(({ status, of }) => of > 0 && html`<span>${of} ${badge(status)}</span> `)}</span
      >
    </summary>
    ${scroll(
      `Checks of ${subject}`,
      html`<table class="table contract-table">
        <caption class="hidden">
          Checks of ${subject}
        </caption>
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Level</th>
            <th scope="col">Check, and what it verifies</th>
            <th scope="col">Proofs, faults, calls</th>
            <th scope="col" class="number">Time</th>
          </tr>
        </thead>
        <tbody>
          ${checks.map((check) => row(check, faults))}
        </tbody>
      </table>`,
    )}
  </details>`;
}

function row(check: RecordedCell, faults: FaultsTable): Markup {
  const { address, title, status, level, documented, durationMs, proofs } = check;
  // Any other check is drawn in full elsewhere, with this ID.
  const isDrawnHere = status === 'passed';
  const deviations = proofs.filter(({ outcome }) => outcome === 'known deviation').length;
  return html`<tr
    class="filterable"
    ${isDrawnHere && html` id="${addressId(address)}"`}
    data-status="${status}"
    ${level !== undefined && html` data-level="${level}"`}
  >
    <td>${badge(status)}${deviations > 0 && html` ${badge('known deviation')}`}</td>
    <td>${level !== undefined && html`<span class="level">${level}</span>`}</td>
    <th scope="row">
      <span class="contract-title"
        >${title === '' ? html`<span class="muted">This check is not known here.</span>` : chips(title)}
        ${seen(proofs.find((proof) => proof.address === address))}</span
      >
      <span class="mono contract-address">${isDrawnHere ? address : addressLink(address)}</span>
      ${documented !== undefined && html`<span class="contract-says">“${chips(documented.says)}” ${source(documented.at)}</span>`}
    </th>
    <td>${more(check, isDrawnHere, faults)}${isDrawnHere && callsOfCheck(check)}</td>
    <td class="number">
      ${status === 'not run' ? html`<span class="muted">–</span>` : duration(durationMs)}
    </td>
  </tr>`;
}

/** A link to the documentation, by its host, or the name of another source. */
function source(at: string): Markup {
  const url = URL.canParse(at) ? new URL(at) : undefined;
  return html`<span class="contract-source">${url === undefined ? at : webLink(at, url.host)}</span>`;
}

/** The proofs of a check and the faults that it catches, folded. */
function more({ address, status, proofs }: RecordedCell, isDrawnHere: boolean, faults: FaultsTable): Content {
  const caught = faultsCaughtBy(faults, address);
  const counts = [
    status === 'not run' ? 'was not run' : count(proofs.length, 'proof'),
    ...(caught.length === 0 ? [] : [count(caught.length, 'fault')]),
  ].join(', ');
  // A proof with the address of its check has the check's title.
  const listed = proofs.some((proof) => proof.address !== address) ? proofs : [];
  if (caught.length + listed.length === 0) return html`<span class="muted">${counts}</span>`;
  return html`<details class="contract-more">
    <summary>${counts}</summary>
    ${
      listed.length > 0 &&
      html`<ul>
        ${listed.map((proof) => proofItem(proof, address, isDrawnHere))}
      </ul>`
    }
    ${
      caught.length > 0 &&
      html`<p>Known to catch, on an emulator:</p>
        <ul>
          ${caught.map(({ by, fault }) => html`<li><span class="mono">${fault.name}</span>${by !== address && html` <span class="mono muted">by ${by.slice(address.length)}</span>`}<span class="contract-sentence">${fault.sentence}</span></li>`)}
        </ul>`
    }
  </details>`;
}

function proofItem(proof: ProofRecord, check: string, isDrawnHere: boolean): Markup {
  const { address, sentence, outcome, level } = proof;
  const name = address === check ? '' : address.slice(check.length);
  return html`<li${isDrawnHere && name !== '' && html` id="${addressId(address)}"`}>
    ${badge(outcome)} <span class="level">${level}</span>${name !== '' && html` <span class="mono muted">${isDrawnHere ? name : addressLink(address, name)}</span>`}<span class="contract-sentence">${chips(sentence)}${seen(proof)}</span>
  </li>`;
}

/** What a proof that only records has seen. */
function seen(proof: ProofRecord | undefined): Content {
  if (proof?.outcome !== 'observed' || proof.detail === undefined) return '';
  const { detail } = proof;
  return html`<span class="contract-seen"
    >${chips(detail.length > MAX_SEEN ? `${detail.slice(0, MAX_SEEN)}…` : detail)}</span
  >`;
}
