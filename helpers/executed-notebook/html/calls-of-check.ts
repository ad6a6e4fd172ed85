/** The calls and sign-ins of a proved check, folded: what each was, and its bar in the waterfall. Its exchanges are not recorded. */
import type { RecordedCell } from '../../record/schema.ts';
import { type TimedCall, type TimedSignIn, timelineOf } from '../../record/timeline.ts';
import { count, duration } from '../text/amounts.ts';
import { chips } from './chips.ts';
import { html, type Markup } from './markup.ts';
import { bar, quietRows, waterfallHead } from './waterfall.ts';

/** Returns the list, or nothing if the record does not contain the times. */
export function callsOfCheck(check: RecordedCell): Markup | undefined {
  const timeline = timelineOf(check);
  if (timeline === undefined) return undefined;
  const { calls, signIns } = timeline;
  const rows = [
    ...[...calls, ...signIns].map((each) => ({
      from: each.from,
      row: html`<li>${each.kind === 'call' ? callText(each) : signInText(each)} ${bar(each, timeline)}</li>`,
    })),
    ...quietRows(timeline),
  ].sort((a, b) => a.from - b.from);
  return html`<details class="contract-more">
    <summary>
      ${count(calls.length, 'call')}${signIns.length > 0 && `, ${count(signIns.length, 'sign-in')}`}
    </summary>
    ${waterfallHead(timeline)}
    <ol class="w-list">
      ${rows.map(({ row }) => row)}
    </ol>
  </details>`;
}

/** As little markup as possible: a contract may have thousands of calls. */
function callText({ as, call, status, attempts, from, to }: TimedCall): Markup {
  return html`<code>${chips(call)}</code> ${as}
    <b>${status ?? 'no answer'}</b>${attempts > 1 && ` ×${String(attempts)}`} <i>${duration(to - from)}</i>`;
}

function signInText({ as, outcome, from, to }: TimedSignIn): Markup {
  return html`Sign-in ${as} <b>${outcome}</b> <i>${duration(to - from)}</i>`;
}
