/**
 * The drawing of the lifelines. Columns are cells, rows are secrets. It has a fluid width: places are percentages, and marks
 * keep their size.
 */
import type { Lifeline, LifeMark, LifeState, TenantLifelines } from '../../record/lifelines.ts';
import { addressHref, exchangeAddress } from './address.ts';
import { hueClass } from './chips.ts';
import { html, type Markup } from './markup.ts';
import { toneOf } from './outcome.ts';

/** Heights in px. The names next to the drawing have the same ones: see `lifelines.css`. */
const HEAD = 32;
const ROW = 44;

/** What a mark is drawn as, and what the legend calls it. */
const MARKS: Record<LifeMark['did'], { readonly shape: Markup; readonly means: string }> = {
  issued: { shape: html`<circle class="f-text" r="5.5" />`, means: 'issued by the tenant' },
  set: { shape: html`<path class="f-text" d="M0-6.5 6.5 0 0 6.5-6.5 0Z" />`, means: 'set as the password' },
  accepted: { shape: html`<path class="lifelines-tick" d="M0-5V5" />`, means: 'accepted' },
  refused: { shape: html`<path class="lifelines-cross" d="M-3-3 3 3M3-3-3 3" />`, means: 'refused' },
  used: { shape: html`<circle class="lifelines-hollow" r="2.5" />`, means: 'sent, answered differently' },
  replaced: {
    shape: html`<path class="lifelines-hollow" d="M0-6.5 6.5 0 0 6.5-6.5 0Z" />`,
    means: 'replaced by another password',
  },
  revoked: { shape: html`<path class="lifelines-bar" d="M0-10V10" />`, means: 'revoked' },
  'ended with its user': {
    shape: html`<path class="lifelines-hollow" d="M-5-5H5V5H-5Z" />`,
    means: 'its user was deleted or deactivated',
  },
  'proved dead': {
    shape: html`<circle class="f-proved" r="7.5" /><path
        class="lifelines-check"
        d="M-3.5 0-1 2.8 3.8-2.8"
      />`,
    means: 'proved dead by a refusal',
  },
};

/** Which of several marks about one call is drawn. The others are in its tooltip. */
const WEIGHT: readonly LifeMark['did'][] = [
  'used',
  'accepted',
  'refused',
  'replaced',
  'ended with its user',
  'revoked',
  'issued',
  'set',
  'proved dead',
];

const symbolId = (did: LifeMark['did']) => `lifelines-mark-${did.replaceAll(' ', '-')}`;

/** The explanation of the marks. It defines the shapes, so it precedes the drawings. */
export function legend(): Markup {
  const marks = Object.entries(MARKS) as [LifeMark['did'], (typeof MARKS)[LifeMark['did']]][];
  return html`<ul class="lifelines-legend">
    ${marks.map(
      ([did, { shape, means }]) =>
        html`<li>
          <svg class="lifelines-key" width="20" height="20" viewBox="-10 -10 20 20" aria-hidden="true">
            <g id="${symbolId(did)}">${shape}</g>
          </svg>
          ${means}
        </li>`,
    )}
  </ul>`;
}

/** The sign in front of a state. It stands for the same as in the drawing. */
export function signOf(state: LifeState): Markup {
  return html`<span class="lifelines-sign is-${SIGNS[state].tone}" aria-hidden="true"
    >${SIGNS[state].sign}</span
  >`;
}

const SIGNS: Record<LifeState, { readonly sign: string; readonly tone: string }> = {
  'proved dead': { sign: '✓', tone: 'proved' },
  'ended with its user': { sign: '□', tone: 'not-run' },
  'revoked, not proved dead': { sign: '┃', tone: 'not-tried' },
  'replaced, not proved dead': { sign: '◇', tone: 'not-tried' },
  'still alive': { sign: '▶', tone: 'blocked' },
  'refused last, not proved dead': { sign: '×', tone: 'not-tried' },
  'never accepted': { sign: '·', tone: 'not-run' },
};

/** The least width of the drawing in hundreds of px, for which `parts.css` has classes: so much that marks can be told apart. */
function hundreds({ total }: Axis): number {
  return Math.min(20, Math.max(3, Math.floor((total * 6.5) / 100)));
}

/** Where each cell begins on the axis, and how far a place is from the next one. */
interface Axis {
  readonly bands: ReadonlyMap<string, { readonly from: number; readonly width: number }>;
  /** Number of places, including the space between cells and the one after the last cell. */
  readonly total: number;
}

/** Space on both sides of the places of a cell, in places. */
const PADDING = 0.75;

/** Space after the last cell, for the arrows of what is still alive. */
const AFTER = 2.5;

/** Returns the drawing. `index` tells the drawings of a page apart. */
export function drawingOf({ cells, lifelines, tenant }: TenantLifelines, index: number): Markup {
  const axis = axisOf(cells);
  const height = HEAD + lifelines.length * ROW;
  const id = `lifelines-drawing-${String(index + 1)}`;
  const alive = lifelines.filter(({ state }) => state === 'still alive').length;
  return html`<svg
    class="lifelines-drawing is-wide-${hundreds(axis)}"
    width="100%"
    height="${height}"
    role="group"
    aria-labelledby="${id}-title"
    aria-describedby="${id}-text"
  >
    <title id="${id}-title">Lifelines on ${tenant}</title>
    <desc id="${id}-text">
      A row for each of ${lifelines.length} passwords and tokens, a column for each of ${cells.length} cells.
      ${alive} of them are still alive after the last cell. The table below has the same content.
    </desc>
    ${cells.map(({ address, title, status }, at) => {
      const { from, width } = bandOf(axis, address);
      const tone = toneOf(status);
      return html`<rect
          class="lifelines-band${at % 2 === 0 && ' is-even'}"
          x="${percent(from, axis)}"
          y="0"
          width="${percent(width, axis)}"
          height="${height}"
        />
        <a href="${addressHref(address)}" tabindex="-1">
          <title>${title === '' ? address : title}: ${status}</title>
          <text
            class="lifelines-cell${tone !== 'proved' && html` f-${tone}`}"
            x="${percent(from + width / 2, axis)}"
            y="21"
            text-anchor="middle"
            >${tone === 'failed' && '✕ '}${address.replace(/^.*\//s, '')}</text
          >
        </a>`;
    })}
    ${lifelines.map((each, row) => rowOf(each, HEAD + row * ROW, axis))}
  </svg>`;
}

function axisOf(cells: TenantLifelines['cells']): Axis {
  const bands = new Map<string, { from: number; width: number }>();
  let from = 0;
  for (const { address, places } of cells) {
    const width = Math.max(places, 2) + 2 * PADDING;
    bands.set(address, { from, width });
    from += width;
  }
  return { bands, total: from + AFTER };
}

/** The band of a cell. What happened in a check, which has none, is drawn at the end. */
function bandOf({ bands, total }: Axis, address: string): { from: number; width: number } {
  return bands.get(address) ?? { from: total - AFTER, width: AFTER };
}

function rowOf({ name, marks, state }: Lifeline, top: number, axis: Axis): Markup {
  const y = top + ROW / 2;
  const xs = marks.map((mark) => xOf(mark, axis));
  const drawn = marks.filter((mark) => axis.bands.has(mark.cell));
  return html`<g class="${hueClass(name)}">
    <line class="lifelines-rule" x1="0" x2="100%" y1="${top}" y2="${top}" />
    ${state === 'still alive' && html`<rect class="lifelines-alive-row" x="0" y="${top}" width="100%" height="${ROW}" />`}
    ${marks.map((mark, at) => {
      const to = at + 1 < marks.length ? xs[at + 1] : state === 'still alive' ? axis.total - 1 : undefined;
      const from = xs[at];
      if (to === undefined || from === undefined || to === from) return '';
      return html`<line
        class="lifelines-line ${lineClass(mark.state)}"
        x1="${percent(from, axis)}"
        x2="${percent(to, axis)}"
        y1="${y}"
        y2="${y}"
      />`;
    })}
    ${callsOf(drawn).map((same) => markOf(name, same, y, axis))}
    ${
      state === 'still alive' &&
      html`<svg class="lifelines-place" x="${percent(axis.total - 1, axis)}" y="${y}">
        <path class="f-blocked" d="M-7-8 7 0-7 8Z">
          <title>${name}: still alive after the last cell</title>
        </path>
      </svg>`
    }
  </g>`;
}

function lineClass(state: LifeState): string {
  if (state === 'still alive' || state === 'refused last, not proved dead') return 'is-alive';
  return state === 'proved dead' || state === 'never accepted' ? 'is-dead' : 'is-ending';
}

/** The marks about one call, one list for each call. */
function callsOf(marks: readonly LifeMark[]): LifeMark[][] {
  const calls = new Map<string, LifeMark[]>();
  for (const mark of marks) {
    const key = `${mark.cell} ${String(mark.place)}`;
    calls.set(key, [...(calls.get(key) ?? []), mark]);
  }
  return [...calls.values()];
}

function markOf(name: string, same: readonly LifeMark[], y: number, axis: Axis): Markup | '' {
  const [mark] = same.toSorted((a, b) => WEIGHT.indexOf(b.did) - WEIGHT.indexOf(a.did));
  if (mark === undefined) return '';
  const { status } = mark;
  const place = placeOf(mark);
  const what = same.map(({ did }) => did).join(', ');
  return html`<a href="${addressHref(place)}" tabindex="-1"
    ><title>${name}: ${what} · ${place}${status !== undefined && ` · ${String(status)}`}</title
    ><use href="#${symbolId(mark.did)}" x="${percent(xOf(mark, axis), axis)}" y="${y}"
  /></a>`;
}

/** The address of a mark's exchange, or of its cell. */
export function placeOf({ cell, exchange, status }: LifeMark): string {
  return exchange === undefined || status === undefined ? cell : exchangeAddress(cell, exchange);
}

function xOf({ cell, place }: LifeMark, axis: Axis): number {
  return bandOf(axis, cell).from + PADDING + 0.5 + place;
}

function percent(place: number, { total }: Axis): string {
  return `${((Math.min(place, total) / total) * 100).toFixed(2)}%`;
}
