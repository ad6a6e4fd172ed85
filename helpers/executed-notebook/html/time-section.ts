/** The section about the time of the run: what it was spent on, the longest chain of calls, and the cells on one axis. */
import type { Interval } from '../../record/intervals.ts';
import {
  type Lane,
  type Part,
  PARTS,
  type RunTime,
  runTimeOf,
  type Shard,
  type TimedCell,
} from '../../record/run-time.ts';
import type { RunRecord } from '../../record/schema.ts';
import { count, duration, number } from '../text/amounts.ts';
import { chainSentence } from '../text/chain.ts';
import { addressLink } from './address.ts';
import { chips } from './chips.ts';
import { html, type Markup } from './markup.ts';
import { scroll } from './scroll.ts';

/** How each part is called, and the class of its color. */
const NAMES: Record<Part, readonly [name: string, look: string]> = {
  'start-up': ['Start, before the first cell', 't-start'],
  'clean-up': ['Clean-up after a failure, with its calls', 't-clean-up'],
  calls: ['Calls: waiting for the tenant’s answers', 't-calls'],
  'waits asked for': ['Waits that the tenant asked for', 't-asked'],
  'own waits': ['Other waits', 't-own'],
  'sign-ins': ['Sign-ins in the browser', 't-page'],
  'not recorded': ['Checks, when their calls were made is not recorded', 't-between'],
  'rest of the cells': ['The rest of the cells', 't-rest'],
  'between cells': ['Between cells, while workers start and end', 't-between'],
  end: ['After the last cell', 't-end'],
};

/** Parts that are shown although they are empty: that there was none is worth knowing. */
const ALWAYS: readonly Part[] = ['start-up', 'calls', 'waits asked for', 'own waits', 'rest of the cells'];

/** How many shards, and how many of the slowest checks, are shown. */
const MAX_SHARDS = 12;
const MAX_CHECKS = 10;

/** How many lanes with checks have a row. Only an old record, or a strange one, has more. */
const MAX_LANES = 16;

/** Returns the section, or nothing if the record does not tell when calls were made. */
export function timeSection(record: RunRecord): Markup | undefined {
  const time = runTimeOf(record);
  if (time === undefined) return undefined;
  const { shards, calls, signIns, chain } = time;
  const isWhole = chain.calls === calls && chain.signIns === signIns;
  const shown = shards.slice(0, MAX_SHARDS);
  return html`<section id="time" class="section">
    <h2>Time</h2>
    <p class="t-chain">${chainSentence(record, time)}</p>
    ${
      !isWhole &&
      html`<p class="lead">
        In the chain, each call or sign-in began after the one before it had ended. The others were under way
        at the same time as one of
        these${shards.some(({ lanes }) => lanes.length > 1) && ', or in another worker'}.
      </p>`
    }${
      calls < record.calls &&
      html`<p class="muted">
        The times of ${number(record.calls - calls)} of the ${count(record.calls, 'call')} are not recorded.
      </p>`
    }
    ${shown.map((shard, index) => shardPart(shard, index, shards.length))}${
      shards.length > shown.length &&
      html`<p class="muted">${count(shards.length - shown.length, 'more shard')} took part in this run.</p>`
    }
    ${waits(time)}
  </section>`;
}

function shardPart(shard: Shard, index: number, shards: number): Markup {
  return html`<div class="t-shard">
    ${shards > 1 && html`<h3>Shard <span class="mono">${shard.run}</span></h3>`}
    ${
      shard.parts === undefined
        ? html`<p class="muted">
            The clock of the machine was set while it ran, so it is not known what the time was spent on.
          </p>`
        : partsPart(shard, shard.parts, index)
    }
    ${cellsPart(shard)}
  </div>`;
}

function partsPart({ ms, run, lanes }: Shard, parts: ReadonlyMap<Part, number>, index: number): Markup {
  const shown = PARTS.map((part) => ({ part, of: parts.get(part) ?? 0 })).filter(
    ({ part, of }) => of > 0 || ALWAYS.includes(part),
  );
  let at = 0;
  const placed = shown.map(({ part, of }, place) => {
    const from = at;
    at += of;
    return { part, of, label: String(place + 1), from };
  });
  const percent = (of: number) => (ms > 0 ? (of / ms) * 100 : 0);
  const id = `time-${String(index + 1)}`;
  return html`<svg class="t-bar" width="100%" height="42" role="img" aria-labelledby="${id}">
      <title id="${id}">What the ${duration(ms)} were spent on. The table below has the same content.</title>
      ${placed
        .filter(({ of }) => of > 0)
        .map(
          ({ part, of, label, from }) =>
            html`<rect
                class="${NAMES[part][1]}"
                x="${percent(from).toFixed(2)}%"
                width="${percent(of).toFixed(2)}%"
                y="0"
                height="24"
              />${percent(of) >= 1 && html`<text x="${percent(from + of / 2).toFixed(2)}%" y="38" text-anchor="middle">${label}</text>`}`,
        )}
    </svg>
    ${scroll(
      `Time of the run ${run}`,
      html`<table class="table t-parts">
        <caption class="hidden">
          What the time of the run ${run} was spent on
        </caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Spent on</th>
            <th scope="col" class="number">Share</th>
          </tr>
        </thead>
        <tbody>
          ${placed.map(
            ({ part, of, label }) =>
              html`<tr>
                <td class="number">${duration(of)}</td>
                <th scope="row">
                  <span class="t-name">
                    <span class="t-label"
                      ><svg class="t-key" width="14" height="14" aria-hidden="true">
                        <rect class="${NAMES[part][1]}" width="14" height="14" /></svg
                      >${label}</span
                    >
                    ${NAMES[part][0]}</span
                  >
                </th>
                <td class="number">${percent(of).toFixed(of > 0 && percent(of) < 10 ? 1 : 0)} %</td>
              </tr>`,
          )}
        </tbody>
      </table>`,
    )}
    ${
      lanes.length > 1 &&
      html`<p class="muted">
        ${count(lanes.length, 'worker')} ran side by side. A moment in which several things were under way
        counts for the first of them in this table.
      </p>`
    }`;
}

/** The cells on the axis of their shard, a row for each; the checks of a lane share a row. */
function cellsPart(shard: Shard): Markup {
  const { lanes, ms, run } = shard;
  const many = lanes.length > 1;
  const checksOf = lanes.map((lane) => lane.filter(({ cell }) => cell.kind === 'check'));
  const rows = [
    ...lanes.flatMap((lane) =>
      lane.filter(({ cell }) => cell.kind !== 'check').map((timed) => cellRow(timed, ms)),
    ),
    ...checksOf
      .slice(0, MAX_LANES)
      .flatMap((checks, index) => laneRow(checks, many ? ` in worker ${String(index + 1)}` : '', ms)),
  ];
  const slowest = checksOf
    .flat()
    .sort((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, MAX_CHECKS);
  return html`${table(`Cells of the run ${run} on one axis`, 'Cell', rows, ms)}${
    slowest.length > 1 &&
    html`<h3>The slowest checks</h3>
      ${table(
        `The slowest checks of the run ${run}`,
        'Check',
        slowest.map((timed) => cellRow(timed, ms)),
        ms,
      )}`
  }`;
}

function table(label: string, first: string, rows: readonly Markup[], ms: number): Markup {
  return scroll(
    label,
    html`<table class="table t-cells">
      <caption class="hidden">
        ${label}
      </caption>
      <thead>
        <tr>
          <th scope="col">${first}</th>
          <th scope="col" class="number">Took</th>
          <th scope="col" class="number">Calls</th>
          <th scope="col" class="number">In the chain</th>
          <th scope="col" class="number">Round trips</th>
          <th scope="col">Begins within ${duration(ms)}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
  );
}

function cellRow(timed: TimedCell, ms: number): Markup {
  const { cell, timeline, from, to, chain } = timed;
  return row(addressLink(cell.address), {
    took: to - from,
    calls: timeline?.calls.length ?? 0,
    chain: chain.calls,
    roundTrips: chain.roundTripsMs,
    words: `after ${duration(from)}`,
    bars: html`${bar([{ from, to }], ms, 't-cell')}${bar(movedBy(from, timeline?.calls), ms, 't-calls')}${bar(movedBy(from, timeline?.signIns), ms, 't-page')}`,
  });
}

/** The row of the checks of a lane, or none. */
function laneRow(checks: Lane, where: string, ms: number): Markup[] {
  if (checks.length === 0) return [];
  const sum = (of: (timed: TimedCell) => number) => checks.reduce((total, timed) => total + of(timed), 0);
  return [
    row(html`<a href="#contract">${count(checks.length, 'check')}</a>${where}`, {
      took: sum(({ from, to }) => to - from),
      calls: sum(({ timeline }) => timeline?.calls.length ?? 0),
      chain: sum(({ chain }) => chain.calls),
      roundTrips: sum(({ chain }) => chain.roundTripsMs),
      words: `the first after ${duration(checks[0]?.from ?? 0)}`,
      bars: bar(checks, ms, 't-calls'),
    }),
  ];
}

interface Row {
  readonly took: number;
  readonly calls: number;
  readonly chain: number;
  readonly roundTrips: number;
  /** What the bars show. */
  readonly words: string;
  readonly bars: Markup;
}

function row(name: Markup, { took, calls, chain, roundTrips, words, bars }: Row): Markup {
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="number">${duration(took)}</td>
    <td class="number">${number(calls)}</td>
    <td class="number">${number(chain)}</td>
    <td class="number">${duration(roundTrips)}</td>
    <td>
      <svg class="bar" role="img">
        <title>${words}</title>
        ${bars}
      </svg>
    </td>
  </tr>`;
}

function movedBy(ms: number, intervals: readonly Interval[] = []): Interval[] {
  return intervals.map(({ from, to }) => ({ from: from + ms, to: to + ms }));
}

/** The bars of intervals. Those with less than a hair between them are drawn as one. */
function bar(intervals: readonly Interval[], ms: number, look: string): Markup {
  const hair = ms / 400;
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from - last.to <= hair) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  const percent = (time: number) => (ms > 0 ? Math.min(Math.max((time / ms) * 100, 0), 100) : 0);
  return html`${merged.map(({ from, to }) => html`<rect class="${look}" x="${percent(from).toFixed(2)}%" width="${Math.max(percent(to) - percent(from), 0.2).toFixed(2)}%" />`)}`;
}

function waits({ waits: all }: RunTime): Markup | undefined {
  if (all.length === 0) return undefined;
  return html`<h3>Waits</h3>
    <ul class="t-waits">
      ${all.map(
        ({ reason, asked, count: times, ms }) =>
          html`<li>
            <b>${duration(ms)}</b> ${times > 1 && html`in ${count(times, 'wait')} `}<span class="muted"
              >${asked ? 'asked for by the tenant' : 'not asked for by the tenant'}:</span
            >
            ${chips(reason)}
          </li>`,
      )}
    </ul>`;
}
