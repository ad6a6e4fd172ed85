/** The plots of durations and calls over the last runs of a tenant: a drawing, and the same as a table. */
import type { RunPoint, RunRecord, Since } from '../../record/schema.ts';
import { pointOf } from '../../record/point.ts';
import { cellsOfTenant } from '../../record/tenant.ts';
import { duration, number } from '../text/amounts.ts';
import { html, type Markup } from './markup.ts';
import { badge } from './outcome.ts';
import { scroll } from './scroll.ts';
import { moment } from './time.ts';

/** The most earlier runs that are drawn. */
const MAX_RUNS = 60;

/** Heights in px: the whole plot, the highest point, and the line from which points rise. */
const HEIGHT = 84;
const TOP = 14;
const BASE = 72;

/** The sign of each verdict, which differs in shape and color. */
const SHAPES: Record<RunPoint['verdict'], Markup> = {
  conformant: html`<circle class="f-proved" r="4" />`,
  'non-conformant': html`<path class="since-cross s-failed" d="M-4.5-4.5 4.5 4.5M4.5-4.5-4.5 4.5" />`,
  incomplete: html`<path class="since-triangle s-not-tried" d="M0-5 5 4H-5Z" />`,
  blocked: html`<path class="f-blocked" d="M-4.5-4.5H4.5V4.5H-4.5Z" />`,
};

/** Returns the plots, or nothing if there is no earlier run. `index` tells the tenants of a page apart. */
export function runsPlot(record: RunRecord, { tenant, runs }: Since, index: number): Markup | '' {
  if (runs.length === 0) return '';
  const points = [...runs.slice(-MAX_RUNS), pointOf({ ...record, cells: cellsOfTenant(record, tenant) })];
  const verdicts = [...new Set(points.map(({ verdict }) => verdict))];
  const id = `since-plot-${String(index + 1)}`;
  return html`<figure class="since-plots">
    <figcaption>This run and the ${points.length - 1} before it</figcaption>
    <div class="since-pair">
      ${plot(points, { id: `${id}-time`, name: 'Time', of: ({ durationMs }) => durationMs, shown: duration })}
      ${plot(points, { id: `${id}-calls`, name: 'Calls', of: ({ calls }) => calls, shown: number })}
    </div>
    <ul class="since-legend">
      ${verdicts.map((verdict) => html`<li><svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">${SHAPES[verdict]}</svg> ${verdict}</li>`)}
    </ul>
    <details class="fold">
      <summary>The runs as a table</summary>
      ${scroll(
        `Runs of ${tenant}`,
        html`<table class="table">
          <caption class="hidden">
            Runs of ${tenant}, the newest first
          </caption>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Started</th>
              <th scope="col">Verdict</th>
              <th scope="col" class="number">Proved</th>
              <th scope="col" class="number">Time</th>
              <th scope="col" class="number">Calls</th>
            </tr>
          </thead>
          <tbody>
            ${points.toReversed().map((point, at) => row(point, at === 0))}
          </tbody>
        </table>`,
      )}
    </details>
  </figure>`;
}

/** What one plot shows. */
interface Plotted {
  readonly id: string;
  readonly name: string;
  readonly of: (point: RunPoint) => number;
  readonly shown: (value: number) => string;
}

function plot(points: readonly RunPoint[], { id, name, of, shown }: Plotted): Markup {
  const values = points.map(of);
  const most = Math.max(...values, 1);
  const now = values.at(-1) ?? 0;
  const before = values.at(-2) ?? 0;
  const step = 100 / points.length;
  return html`<div class="since-plot">
    <p>
      <span class="muted">${name}</span> <strong>${shown(now)}</strong>
      <span class="muted">highest ${shown(most)}</span>
    </p>
    <svg width="100%" height="${HEIGHT}" role="img" aria-labelledby="${id}" aria-describedby="${id}-text">
      <title id="${id}">${name} of the last runs</title>
      <desc id="${id}-text">
        This run: ${shown(now)}. The run before it: ${shown(before)}. The highest: ${shown(most)}. The table
        below has each run.
      </desc>
      <rect
        class="since-now"
        x="${percent(100 - step)}"
        y="0"
        width="${percent(step)}"
        height="${HEIGHT}"
        rx="3"
      />
      <line class="since-base" x1="0" x2="100%" y1="${BASE}" y2="${BASE}" />
      ${points.map((point, at) => {
        const x = percent((at + 0.5) * step);
        const y = BASE - ((values[at] ?? 0) / most) * (BASE - TOP);
        return html`<line class="since-stem" x1="${x}" x2="${x}" y1="${BASE}" y2="${y.toFixed(1)}" /><svg
            class="since-point"
            x="${x}"
            y="${y.toFixed(1)}"
          >
            <title>
              ${point.run}, ${point.startedAt.slice(0, 10)}: ${point.verdict}, ${shown(values[at] ?? 0)}
            </title>
            ${SHAPES[point.verdict]}
          </svg>`;
      })}
    </svg>
  </div>`;
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}

function row(
  { run, startedAt, verdict, proved, expected, durationMs, calls }: RunPoint,
  isNow: boolean,
): Markup {
  return html`<tr>
    <th scope="row"><span class="mono">${run}</span>${isNow && ' (this run)'}</th>
    <td>${moment(startedAt)}</td>
    <td>${badge(verdict)}</td>
    <td class="number">${proved} of ${expected}</td>
    <td class="number">${duration(durationMs)}</td>
    <td class="number">${number(calls)}</td>
  </tr>`;
}
