/** The proofs of a cell or check: sentence, level and outcome, and the exchanges that each is about. */
import type { RecordedCell } from '../../record/schema.ts';
import type { ProofRecord } from '../../verdict/cell.ts';
import { count } from '../text/amounts.ts';
import { addressLink, exchangeAddress } from './address.ts';
import { chips } from './chips.ts';
import type { Drawing } from './drawing.ts';
import { errorText } from './failure.ts';
import { html, type Markup } from './markup.ts';
import { badge, toneOf } from './outcome.ts';

export function proofsOf(cell: RecordedCell, drawing: Drawing): Markup | undefined {
  if (cell.proofs.length === 0) return undefined;
  return html`<div class="results">
    <h4>${count(cell.proofs.length, 'proof')}</h4>
    <ol class="proofs">
      ${cell.proofs.map((proof) => proofItem(proof, cell, drawing))}
    </ol>
  </div>`;
}

function proofItem(proof: ProofRecord, cell: RecordedCell, drawing: Drawing): Markup {
  const { address, level, sentence, outcome, detail, follows, deviation } = proof;
  // A check with a single proof shares its address with it, and the failure above repeats the detail.
  const isAbove = outcome === 'failed';
  return html`<li${address === cell.address ? '' : drawing.id(address)} class="proof is-${toneOf(outcome)}">
${badge(outcome)} <span class="level">${level}</span>
<div><p class="sentence">${chips(sentence)} ${exchangesLink(proof, cell)}</p>${
    follows !== undefined &&
    html`<p class="muted">It depends on ${addressLink(follows)}, which was not proved.</p>`
  }${detail !== undefined && !isAbove && (detail.includes('\n') ? errorText(detail) : html`<p class="detail">${chips(detail)}</p>`)}${
    deviation !== undefined &&
    html`<p class="deviation">Known: ${chips(deviation.reason)} (until <b>${deviation.expires}</b>)</p>`
  }</div></li>`;
}

/** “exchanges 3–5” or “after exchange 2”, as a link to the first or only one of them. */
function exchangesLink(
  { exchanges, after }: ProofRecord,
  { address, exchanges: made = [] }: RecordedCell,
): Markup | undefined {
  const link = (index: number, text: string) =>
    html`<span class="seen">${addressLink(exchangeAddress(address, index), text)}</span>`;
  if (exchanges === undefined) {
    const isKnown = after !== undefined && after > 0 && after <= made.length;
    return isKnown ? link(after - 1, `after exchange ${String(after)}`) : undefined;
  }
  const [from, to] = exchanges;
  if (to <= from || to > made.length) return undefined;
  return link(
    from,
    to - from === 1 ? `exchange ${String(to)}` : `exchanges ${String(from + 1)}–${String(to)}`,
  );
}
