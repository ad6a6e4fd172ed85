/** Why a cell or check did not pass: what was expected, what came, and how to repeat it manually. */
import { printable } from '../../http/printable.ts';
import { type Curl, curlOf } from '../../record/curl.ts';
import { checkAlone } from '../../record/again.ts';
import { callsOfCell } from '../../record/cell-calls.ts';
import type { RecordedCell } from '../../record/schema.ts';
import type { ProofRecord, RecordedExchange, SignInRecord } from '../../verdict/cell.ts';
import { count } from '../text/amounts.ts';
import { chip, chips } from './chips.ts';
import type { Drawing } from './drawing.ts';
import { highlighted } from './highlight.ts';
import { pathOf } from './exchange.ts';
import { html, lines, type Markup } from './markup.ts';
import { toneOf } from './outcome.ts';

/** Returns the part of a cell that is open if it failed. `again` is the command that runs it once more. */
export function failureOf(
  cell: RecordedCell,
  again: string | undefined,
  drawing: Drawing,
): Markup | undefined {
  const failed = cell.proofs.filter(({ outcome }) => outcome === 'failed');
  const error = withoutName(cell.error ?? '');
  if (failed.length === 0 && error === '')
    return cell.status === 'interrupted' ? stopped(cell, again) : undefined;
  // The error of a cell is mostly the detail of its failed proof, or of the one that was not tried.
  const repeated = REPEATED.has(cell.status) ? failed : cell.proofs;
  const isShown = repeated.some(({ detail = '' }) => {
    // The text of a proof may be colored, and that of the cell not.
    const shown = printable(detail).trim();
    return shown !== '' && printable(error).includes(shown);
  });
  if (failed.length === 0 && isShown) return undefined;
  return html`<div class="failure is-${toneOf(cell.status)}">
    ${failed.map((proof) => expectedAndCame(proof, drawing))}${
      error !== '' &&
      !isShown &&
      html`<h4>What happened</h4>
        ${errorText(error)}`
    }${REPEATED.has(cell.status) && repeat(cell, failed, again, drawing)}
  </div>`;
}

const REPEATED = new Set(['non-conformant', 'blocked', 'interrupted']);

/** The part of a cell that was stopped before anything in it failed. No call of it is to blame. */
function stopped(cell: RecordedCell, again: string | undefined): Markup {
  return html`<div class="failure is-${toneOf('interrupted')}">
    <h4>What happened</h4>
    <p>The run was interrupted during this cell. The proofs below are those that it had completed.</p>
    ${
      again !== undefined &&
      html`<h4>How to repeat it</h4>
        ${runAgain(again, cell)}`
    }
  </div>`;
}

/** It has the address of the proof, so that a link to a failed proof leads here and not to its line further down. */
function expectedAndCame({ address, sentence, detail = '' }: ProofRecord, drawing: Drawing): Markup {
  return html`<div${drawing.id(address)}><h4>What was expected</h4>
    <p class="expected-sentence">${chips(sentence)}</p>
    <h4>What came</h4>
    ${errorText(detail)}</div>`;
}

/** The text of an error. Its lines with the expected and the received value differ in color. */
export function errorText(text: string): Markup {
  const drawn = text
    .trimEnd()
    .split('\n')
    .map((line) => {
      if (/^\s*(?:Expected\b|-(?: |$))/.test(line)) return html`<span class="expected">${chips(line)}</span>`;
      if (/^\s*(?:Received\b|\+(?: |$))/.test(line))
        return html`<span class="received">${chips(line)}</span>`;
      return chips(line);
    });
  return html`<pre class="error">${lines(drawn)}</pre>`;
}

const withoutName = (error: string): string =>
  error.replace(/^(?:Error|NonConformant|NotTried|Blocked): /, '').trim();

function repeat(
  cell: RecordedCell,
  failed: readonly ProofRecord[],
  again: string | undefined,
  { limits }: Drawing,
): Markup {
  const calls = callsOf(cell, failed);
  const text = [cell.error, ...failed.map(({ detail }) => detail)].join('\n');
  const focus = namedIn(calls, text) ?? calls.at(-1);
  const drawn = (of: readonly RecordedExchange[]) => of.map((call) => command(curlOf(call)));
  const others = calls.filter((call) => call !== focus).slice(-(limits.commands - 1));
  const signIns = signInsOf(cell, failed);
  if (focus === undefined && signIns.length === 0 && again === undefined) return html``;
  return html`<h4>How to repeat it</h4>
    ${signIns.map(byHand)}${focus !== undefined && drawn([focus])}${
      others.length > 0 &&
      limits.commands > 1 &&
      html`<details class="fold">
        <summary>${count(others.length, 'more call')} of this proof</summary>
        ${drawn(others)}
      </details>`
    }${again !== undefined && runAgain(again, cell)}`;
}

function runAgain(again: string, { kind, address }: RecordedCell): Markup {
  const alone = kind === 'check' ? checkAlone(again, address) : undefined;
  const drawn = (label: string, text: string) =>
    html`<div class="command">
      <p class="label">${label}</p>
      <pre class="copy">${highlighted(text, 'bash')}</pre>
    </div>`;
  return html`${
    alone !== undefined &&
    alone !== again &&
    drawn('This runs this check alone, with the same settings', alone)
  }${drawn('This runs all of it again, with the same settings', again)}`;
}

/** The sign-ins on pages during the failed proofs. */
function signInsOf(cell: RecordedCell, failed: readonly ProofRecord[]): SignInRecord[] {
  const ranges = failed.flatMap(({ exchanges }) => (exchanges === undefined ? [] : [exchanges]));
  return callsOfCell(cell).signIns.filter(({ after }) =>
    ranges.some(([from, to]) => after >= from && after < to),
  );
}

/** A sign-in on pages cannot be repeated with a command. */
function byHand({ as, typed, outcome }: SignInRecord): Markup {
  return html`<p>
    This proof includes a sign-in on the tenant’s pages, which a person repeats in a browser: as the
    ${as}${typed !== undefined && html`, with ${chip(typed)}`}. It ended like this: ${chips(outcome)}.
  </p>`;
}

/**
 * The calls of the failed proofs. If they made none, the one of the cell that the error names, or the last one before the
 * proof. Any other would be a guess.
 */
function callsOf(cell: RecordedCell, failed: readonly ProofRecord[]): RecordedExchange[] {
  const { exchanges } = callsOfCell(cell);
  const indices = new Set<number>();
  for (const { exchanges: [from, to] = [0, 0] } of failed) for (let at = from; at < to; at++) indices.add(at);
  const calls = exchanges.filter((_, index) => indices.has(index));
  if (calls.length > 0) return calls;
  const text = [cell.error, ...failed.map(({ detail }) => detail)].join('\n');
  const before = failed.map(({ after }) => after).find((after) => after !== undefined);
  const call = namedIn(exchanges, text) ?? (before === undefined ? undefined : exchanges[before - 1]);
  return call === undefined ? [] : [call];
}

/** The last call that a text names, as messages do: `PUT /api/v2/users/42/password`. */
function namedIn(calls: readonly RecordedExchange[], text: string): RecordedExchange | undefined {
  return calls.findLast(({ method, url }) => text.includes(`${method} ${pathOf(url).replace(/\?.*/s, '')}`));
}

function command(curl: Curl | undefined): Markup | undefined {
  if (curl === undefined) return undefined;
  const { command: text, writes, variables, lacks } = curl;
  return html`<div class="command">
    <p class="label">
      ${writes ? html`<b class="writes">writes</b> This call may change something on the tenant` : 'This is a GET, which should only read'}
    </p>
    <pre class="copy">${highlighted(text, 'bash')}</pre>
    ${
      variables.length > 0 &&
      html`<p class="muted variables">
        Set these to values of your own, because the page contains none:
        ${variables.map(
          ({ variable, secret, userOf }) =>
            html`<span
              ><code>${variable}</code> for
              ${userOf === undefined ? chip(secret) : `the user name of the ${userOf}`}</span
            > `,
        )}
      </p>`
    }${lacks !== undefined && html`<p class="muted">${chips(lacks)}</p>`}
  </div>`;
}
