/** The head of the page: the verdict in a word, the facts of the run, and one mark for each cell and check. */
import type { RunRecord } from '../../record/schema.ts';
import { count, duration } from '../text/amounts.ts';
import { addressHref } from './address.ts';
import { chips } from './chips.ts';
import { html, type Markup } from './markup.ts';
import { type Tone, toneOf } from './outcome.ts';
import { moment } from './time.ts';

/** The verdict in words: a run that was stopped or has not ended has none. */
export function verdictWord({ ended, interrupted, verdict }: RunRecord): string {
  if (!ended) return 'not ended';
  return interrupted ? 'interrupted' : verdict;
}

function verdictTone(record: RunRecord): Tone {
  if (!record.ended) return 'not-run';
  if (record.exitCode === 1) return 'failed';
  return record.interrupted ? 'blocked' : toneOf(record.verdict);
}

export function verdictHeader(record: RunRecord): Markup {
  const { command, run, startedAt, durationMs, calls, exitCode, ended, targets, emulated, shards } = record;
  // The heading already says that the run was interrupted.
  const sentence = record.interrupted ? record.sentence.replace(/^interrupted; /, '') : record.sentence;
  const tested = targets.map(({ system, title, tenant }) => `${title ?? system} (${tenant})`).join(' · ');
  const fact = (name: string, value: string | Markup) =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<header class="verdict is-${verdictTone(record)}">
    <p class="kicker">
      Keyturn <span>executed notebook</span> <a class="to-contents" href="#contents">Contents</a>
    </p>
    <h1>${verdictWord(record)}${emulated && ended && html` <span class="emulated">emulator</span>`}</h1>
    <p class="sentence">
      ${ended ? chips(sentence) : html`The run is under way, or it was killed. ${chips(sentence)}`}
    </p>
    ${tested !== '' && html`<p class="tested">${tested}</p>`}
    <dl class="facts">
      ${fact('exit code', exitCode === null ? 'none: the run has not ended' : String(exitCode))}${fact('started', moment(startedAt))}${fact(
        'took',
        duration(durationMs),
      )}${fact('calls', count(calls, 'call'))}${fact('command', command)}${fact('run', run)}${
        shards !== undefined &&
        fact('shards', `${String(shards.total - shards.missing.length)} of ${String(shards.total)}`)
      }
    </dl>
    ${strip(record)}
  </header>`;
}

/** Up to this number, the marks are in one row. */
const FEW = 40;

/** One mark for each cell and check. It is for the eye: the contents have the same links. */
function strip({ cells }: RunRecord): Markup | undefined {
  if (cells.length === 0) return undefined;
  return html`<div class="strip${cells.length <= FEW ? ' few' : ''}" aria-hidden="true">
    ${cells.map(
      ({ address, status }) =>
        html`<a
          tabindex="-1"
          class="is-${toneOf(status)}"
          href="${addressHref(address)}"
          title="${address}: ${status}"
        ></a>`,
    )}
  </div>`;
}
