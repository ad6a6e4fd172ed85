/** The rail with the contents: next to the page on a wide screen, at its end on a narrow one. */
import type { RecordedCell } from '../../record/schema.ts';
import { addressLink } from './address.ts';
import { titleOf } from './cell.ts';
import { html, type Markup } from './markup.ts';
import { toneOf } from './outcome.ts';
import type { Tenant } from './tenants.ts';

/** Statuses that a reader looks for. */
const FAILED = new Set(['non-conformant', 'blocked', 'interrupted']);

/** `sections` are the ones around the notebooks that were drawn, by ID and title. */
export function contents(
  sections: { before: [string, string][]; after: [string, string][] },
  tenants: readonly Tenant[],
): Markup {
  const plain = ([id, title]: [string, string]) => html`<li>${addressLink(id, title)}</li>`;
  const failed = tenants.flatMap(({ checks }) => checks).filter(({ status }) => FAILED.has(status));
  return html`<nav id="contents" class="rail" aria-label="Contents">
    <p class="brand"><a href="#top">Keyturn</a></p>
    <ul>
      ${sections.before.map(plain)}
    </ul>
    ${tenants
      .filter(({ cells }) => cells.length > 0)
      .map(
        ({ id, title, cells }) =>
          html`<h2>${addressLink(id, title)}</h2>
            <ol>
              ${cells.map(entry)}
            </ol>`,
      )}${
      sections.after.length > 0 &&
      html`<ul class="after">
        ${sections.after.map(plain)}
      </ul>`
    }${
      failed.length > 0 &&
      html`<h2>${addressLink('checks', 'Failed checks')}</h2>
        <ol>
          ${failed.map(entry)}
        </ol>`
    }
  </nav>`;
}

function entry(cell: RecordedCell): Markup {
  const { number, title } = titleOf(cell);
  const label =
    cell.kind === 'check'
      ? html`<span class="title">${cell.address.split('/').slice(1).join('/')}</span>`
      : html`<span class="number">${number}</span> <span class="title">${title}</span>`;
  return html`<li class="is-${toneOf(cell.status)}">
    ${addressLink(cell.address, html`<span class="hidden">${cell.status}: </span>${label}`)}
  </li>`;
}
