/**
 * The waterfall of a cell: when each of its calls, sign-ins and waits began and how long it took, as bars on one axis. Each bar is
 * at the end of the row that names what it shows, so that the rows are its text. Places are percentages of the axis.
 */
import type { Interval } from '../../record/intervals.ts';
import { lengthOf } from '../../record/intervals.ts';
import { chainOf } from '../../record/run-time.ts';
import type { TimedCall, Timeline, TimedSignIn, TimedWait } from '../../record/timeline.ts';
import { count, duration } from '../text/amounts.ts';
import { html, type Markup } from './markup.ts';

/** Bars are at least this wide, in percent, so that they can be seen. */
const MIN_WIDTH = 0.4;

/** Shorter gaps have no row of their own: a part of the axis, and ms. */
const MIN_GAP = 0.04;
const MIN_GAP_MS = 100;

/** The bar of a call or a sign-in. */
export function bar(of: TimedCall | TimedSignIn, timeline: Timeline): Markup {
  const isLink = timeline.chain.includes(of);
  const waits = of.kind === 'call' ? of.waits.filter((wait) => wait.to > wait.from) : [];
  const words = [
    `after ${duration(of.from)}`,
    ...(isLink ? [] : ['not in the chain']),
    ...(waits.length === 0 ? [] : [`${duration(lengthOf(waits))} of it are waits`]),
  ].join(', ');
  const kind = of.kind === 'sign-in' ? 'w-page' : isLink ? undefined : 'w-side';
  return drawing(
    words,
    html`${rect(of, timeline, kind)}${waits.map((wait) => rect(wait, timeline, 'w-wait'))}`,
  );
}

/** The rows of the waits and the gaps of a cell, each with when it begins. */
export function quietRows(timeline: Timeline): { from: number; row: Markup }[] {
  const gaps = timeline.gaps.filter((gap) => {
    const ms = lengthOf([gap]);
    return ms >= MIN_GAP_MS && ms >= timeline.ms * MIN_GAP;
  });
  return [
    ...timeline.waits.map((wait) => ({ from: wait.from, row: waitRow(wait, timeline) })),
    ...gaps.map((gap) => ({ from: gap.from, row: gapRow(gap, timeline) })),
  ].sort((a, b) => a.from - b.from);
}

function waitRow(wait: TimedWait, timeline: Timeline): Markup {
  return html`<li class="w-quiet">
    <span
      >${wait.asked ? 'Wait that the tenant asked for' : 'Wait'}: <span class="as">${wait.reason}</span></span
    >
    <span class="time">${duration(lengthOf(wait.quiet))}</span>
    ${drawing(
      `after ${duration(wait.from)}`,
      html`${wait.quiet.map((part) => rect(part, timeline, 'w-wait'))}`,
    )}
  </li>`;
}

function gapRow(gap: Interval, timeline: Timeline): Markup {
  return html`<li class="w-quiet">
    <span class="as">nothing under way</span> <span class="time">${duration(lengthOf([gap]))}</span>
    ${drawing(`after ${duration(gap.from)}`, rect(gap, timeline, 'w-gap'))}
  </li>`;
}

/** What stands above the rows: a text, and the axis. */
export function waterfallHead(timeline: Timeline, text = summaryOf(timeline)): Markup {
  return html`<p class="w-head"><span>${text}</span>${axis(timeline.ms)}</p>`;
}

/** `9 of 12 calls and 1 sign-in in the chain, up to 3 calls at once` */
function summaryOf(timeline: Timeline): string {
  const { calls, signIns, atOnce, isPlausible } = timeline;
  const chain = chainOf(timeline);
  const total = count(calls.length, 'call');
  const linked = chain.calls < calls.length ? `${String(chain.calls)} of ${total}` : total;
  const links = [
    ...(calls.length > 0 ? [linked] : []),
    ...(signIns.length > 0 ? [count(chain.signIns, 'sign-in')] : []),
  ];
  return [
    `${links.join(' and ')} in the chain`,
    ...(atOnce > 1 ? [`up to ${count(atOnce, 'call')} at once`] : []),
    ...(isPlausible ? [] : ['the clock of the machine was set meanwhile, so the places are not reliable']),
  ].join(', ');
}

/** The axis from 0 to the end, with a mark at each quarter. It is for the eye: each row has its times. */
function axis(ms: number): Markup {
  return html`<svg class="bar w-axis" aria-hidden="true">
    <text x="0" y="11">0</text>
    <text x="50%" y="11" text-anchor="middle">${duration(ms / 2)}</text>
    <text x="100%" y="11" text-anchor="end">${duration(ms)}</text>
  </svg>`;
}

function drawing(words: string, marks: Markup): Markup {
  return html`<svg class="bar" role="img">
    <title>${words}</title>
    ${marks}
  </svg>`;
}

function rect({ from, to }: Interval, { ms }: Timeline, kind: string | undefined): Markup {
  const percent = (time: number) => (ms > 0 ? (Math.min(Math.max(time, 0), ms) / ms) * 100 : 0);
  const width = Math.max(percent(to) - percent(from), MIN_WIDTH);
  const x = Math.min(percent(from), 100 - width);
  return html`<rect${kind !== undefined && html` class="${kind}"`}
    x="${short(x)}%"
    width="${short(width)}%"
  />`;
}

/** A number with at most two digits after the point. */
function short(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** The pattern of waits, once for the whole page. */
export function hatching(): Markup {
  return html`<svg class="w-defs" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id="hatching" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="w-hatch" width="2.5" height="5" />
      </pattern>
    </defs>
  </svg>`;
}
