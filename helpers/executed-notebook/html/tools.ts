/** The controls that only the script can operate. It shows them; without it they stay hidden. */
import type { RecordedCell } from '../../record/schema.ts';
import { LEVELS } from '../../verdict/cell.ts';
import { CELL_STATUSES } from '../../verdict/verdict.ts';
import { html, type Markup } from './markup.ts';

const KEYS: [string, string][] = [
  ['n, p', 'next and previous failure'],
  ['j, k', 'next and previous cell or check'],
  ['o', 'open or close everything in this cell'],
  ['/', 'search; Enter goes to the first match'],
  ['Esc', 'leave the search and show everything'],
  ['?', 'these keys'],
];

/** @param cells what the page shows: only the outcomes and levels that occur can be chosen */
export function tools(cells: readonly RecordedCell[]): Markup {
  const statuses = CELL_STATUSES.filter((status) => cells.some((cell) => cell.status === status));
  const levels = LEVELS.filter((level) =>
    cells.some((cell) => cell.level === level || cell.proofs.some((proof) => proof.level === level)),
  );
  const option = (value: string) => html`<option>${value}</option>`;
  return html`<search id="tools" class="tools" hidden aria-label="Filter">
      <label
        ><span class="hidden">Search</span
        ><input type="search" id="search" placeholder="Search" autocomplete="off" maxlength="200"
      /></label>
      <label
        ><span class="hidden">Outcome</span
        ><select id="filter-status">
          <option value="">any outcome</option>
          ${statuses.map(option)}
        </select></label
      >
      <label
        ><span class="hidden">Level</span
        ><select id="filter-level">
          <option value="">any level</option>
          ${levels.map(option)}
        </select></label
      >
      <button type="button" id="next-failure">Next failure</button>
      <button type="button" id="open-all">Open all</button>
      <button type="button" id="show-keys" aria-label="Keys">?</button>
      <output id="matches" for="search filter-status filter-level"></output>
    </search>
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl class="keys">
        ${KEYS.map(
          ([key, does]) =>
            html`<div>
              <dt><kbd>${key}</kbd></dt>
              <dd>${does}</dd>
            </div>`,
        )}
      </dl>
      <p class="muted">What is open here is also printed.</p>
      <form method="dialog"><button type="submit">Close</button></form>
    </dialog>`;
}
