/** Why a cell or check did not pass: what was expected, what came, and how to repeat it manually. */
import { type Curl, curlOf } from '../../record/curl.ts';
import type { RecordedCell } from '../../record/schema.ts';
import type { ProofRecord, RecordedExchange } from '../../verdict/cell.ts';
import { webLink } from './address.ts';
import { chip, chips } from './chips.ts';
import type { Drawing } from './drawing.ts';
import { highlighted } from './highlight.ts';
import { html, type Markup } from './markup.ts';
import { toneOf } from './outcome.ts';
import { count } from './time.ts';

/** Returns the part of a cell that is open if it failed. `again` is the command that runs it once more. */
export function failureOf(
  cell: RecordedCell,
  again: string | undefined,
  drawing: Drawing,
): Markup | undefined {
  const failed = cell.proofs.filter(({ outcome }) => outcome === 'failed');
  const error = withoutName(cell.error ?? '');
  if (failed.length === 0 && error === '') return undefined;
  // The error of a cell is mostly the detail of its failed proof.
  const isShown = failed.some(({ detail = '' }) => detail !== '' && error.includes(detail.trim()));
  return html`<div class="failure is-${toneOf(cell.status)}">
    ${failed.map((proof) => expectedAndCame(proof, cell))}${
      error !== '' &&
      !isShown &&
      html`<h4>What happened</h4>
        ${errorText(error)}`
    }${REPEATED.has(cell.status) && repeat(cell, failed, again, drawing)}
  </div>`;
}

const REPEATED = new Set(['non-conformant', 'blocked', 'interrupted']);

function expectedAndCame({ sentence, detail = '' }: ProofRecord, { documented }: RecordedCell): Markup {
  return html`<h4>What was expected</h4>
    <p class="expected-sentence">${chips(sentence)}</p>
    ${
      documented !== undefined &&
      html`<p class="documented">Documented: “${chips(documented.says)}”, ${webLink(documented.at)}</p>`
    }
    <h4>What came</h4>
    ${errorText(detail)}`;
}

/** The text of an error. Its lines with the expected and the received value differ in color. */
export function errorText(text: string): Markup {
  return html`<pre class="error">
${text
      .trimEnd()
      .split('\n')
      .map((line) => {
        if (/^\s*(?:Expected\b|-(?: |$))/.test(line))
          return html`<span class="expected">${chips(line)}</span> `;
        if (/^\s*(?:Received\b|\+(?: |$))/.test(line))
          return html`<span class="received">${chips(line)}</span> `;
        return html`${chips(line)} `;
      })}</pre>`;
}

const withoutName = (error: string): string =>
  error.replace(/^(?:Error|NonConformant|NotTried|Blocked): /, '').trim();

function repeat(
  cell: RecordedCell,
  failed: readonly ProofRecord[],
  again: string | undefined,
  drawing: Drawing,
): Markup {
  const calls = callsOf(cell, failed).slice(-drawing.limits.commands);
  const curls = calls.map((call) => curlOf(call)).filter((curl) => curl !== undefined);
  const last = curls.at(-1);
  return html`<h4>How to repeat it</h4>
    ${
      last !== undefined &&
      html`${command(last)}${
        curls.length > 1 &&
        html`<details class="fold">
          <summary>${count(curls.length - 1, 'call')} before it</summary>
          ${curls.slice(0, -1).map(command)}
        </details>`
      }`
    }${
      again !== undefined &&
      html`<div class="command">
        <p class="label">Runs all of it again, with the same settings</p>
        <pre class="copy">${highlighted(again, 'bash')}</pre>
      </div>`
    }`;
}

/** The calls of the failed proofs, or the last call of the cell. */
function callsOf({ exchanges = [] }: RecordedCell, failed: readonly ProofRecord[]): RecordedExchange[] {
  const indices = new Set<number>();
  for (const { exchanges: [from, to] = [0, 0] } of failed) for (let at = from; at < to; at++) indices.add(at);
  const calls = exchanges.filter((_, index) => indices.has(index));
  return calls.length > 0 ? calls : exchanges.slice(-1);
}

function command({ command: text, writes, variables, lacks }: Curl): Markup {
  return html`<div class="command">
    <p class="label">
      ${writes ? html`<b class="writes">writes</b> This call may change something on the tenant` : 'This call only reads'}
    </p>
    <pre class="copy">${highlighted(text, 'bash')}</pre>
    ${
      variables.length > 0 &&
      html`<p class="muted">
        Set before:
        ${variables.map(({ variable, secret }) => html`<code>${variable}</code> to ${chip(secret)} `)}
      </p>`
    }${lacks !== undefined && html`<p class="muted">${chips(lacks)}</p>`}
  </div>`;
}
