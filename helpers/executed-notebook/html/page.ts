/**
 * `notebook.html`: the executed notebook, one file that opens anywhere. It loads nothing, and is complete without its script,
 * which only filters, moves and copies.
 */
import { join } from 'node:path';
import type { RunRecord } from '../../record/schema.ts';
import { accounts } from './accounts.ts';
import { contents } from './contents.ts';
import { contractTable } from './contract-table.ts';
import { htmlDocument, readAsset } from './document.ts';
import { Drawing, type Limits } from './drawing.ts';
import { deviationsSection, leaksSection, leftSection } from './leftovers.ts';
import { lifelines } from './lifelines.ts';
import { html, markup, type Markup } from './markup.ts';
import { ownerSection, reasonsSection } from './reasons.ts';
import { type Extent, shortened, textsOf } from './shortened.ts';
import { since } from './since.ts';
import { checksSection, tenantSection, tenantsOf } from './tenants.ts';
import { tools } from './tools.ts';
import { timeSection } from './time-section.ts';
import { verdictHeader, verdictWord } from './verdict.ts';
import { hatching } from './waterfall.ts';

/** Draws a section from the whole record, or returns an empty string if it has nothing to show. */
type Section = (record: RunRecord) => string | Markup | undefined;

/** A section with its ID and its title in the contents. */
type Entry = [id: string, title: string, draw: Section];

/** In front of the notebooks. */
const BEFORE: Entry[] = [
  ['reasons', 'Why it ended like this', reasonsSection],
  ['owner', 'For the account’s owner', ownerSection],
  ['leaks', 'Leaks', leaksSection],
  ['left', 'Left on the tenant', leftSection],
  ['deviations', 'Known deviations', deviationsSection],
  ['since', 'Since last time', since],
];

/** After the notebooks, in front of the checks in full. */
const AFTER: Entry[] = [
  ['lifelines', 'Lifelines', lifelines],
  ['contract', 'Contract', (record) => contractTable(record)],
  ['accounts', 'Users and tokens', accounts],
];

/** The page stays below two million bytes, which every viewer opens. What is long is cut further until it does. */
const MAX_BYTES = 1_950_000;

const LIMITS: (Limits & Extent)[] = [
  { visible: 2_000, body: 70_000, colors: 'code and bodies', commands: 40, text: 100_000 },
  { visible: 1_500, body: 3_000, colors: 'code', commands: 6, text: 20_000 },
  { visible: 1_000, body: 1_500, colors: 'nothing', commands: 3, text: 5_000, withoutTimings: true },
  { visible: 300, body: 300, colors: 'nothing', commands: 1, text: 1_000, withoutTimings: true },
  { visible: 0, body: 0, colors: 'nothing', commands: 1, text: 300, withoutTimings: true },
  ...[1_000, 100, 10, 0].map(
    (cells) => ({ visible: 0, body: 0, colors: 'nothing', commands: 1, text: 200, cells }) as const,
  ),
];

/** The smallest page with more cells and checks is too large. */
const MAX_CELLS = 4_000;

/** Draws the page. `digest` is the SHA-256 of the file with the record, in hexadecimal digits. */
export function notebookPage(record: RunRecord, { digest }: { digest: string }): string {
  let page = '';
  for (const [index, limits] of LIMITS.entries()) {
    const { record: short, notes } = shortened(record, limits);
    // Drawing takes long if there is much to draw, so what is certainly too much is not tried.
    const isTooMuch = bodiesOf(short, limits) + textsOf(short) > MAX_BYTES || short.cells.length > MAX_CELLS;
    if (index < LIMITS.length - 1 && isTooMuch) continue;
    // The times are those of the whole run, or they are not shown.
    const time = limits.cells === undefined ? timeSection(record) : undefined;
    page = draw(short, { digest, notes, time, drawing: new Drawing(limits) });
    if (Buffer.byteLength(page) <= MAX_BYTES) break;
  }
  return page;
}

/** The number of characters of bodies that the page would contain, at least. */
function bodiesOf({ cells }: RunRecord, { body }: Limits): number {
  const length = (text = '') => Math.min(text.length, body);
  return cells
    .flatMap(({ exchanges = [] }) => exchanges)
    .reduce((sum, { requestBody, responseBody }) => sum + length(requestBody) + length(responseBody), 0);
}

function draw(
  record: RunRecord,
  {
    digest,
    notes,
    time,
    drawing,
  }: { digest: string; notes: readonly string[]; time: Markup | undefined; drawing: Drawing },
): string {
  const tenants = tenantsOf(record);
  const sections = (entries: readonly Entry[]) =>
    entries
      .map(([id, title, of]) => ({ id, title, drawn: of(record)?.toString() ?? '' }))
      .filter(({ drawn }) => drawn !== '');
  const before = sections(BEFORE);
  const after = sections([['time', 'Time', () => time], ...AFTER]);
  const notebooks = tenants
    .filter(({ cells }) => cells.length > 0)
    .map((tenant) => tenantSection(tenant, record, drawing));
  const checks = checksSection(tenants, record, drawing);
  const named = ({ id, title }: { id: string; title: string }): [string, string] => [id, title];
  const rail = contents(
    {
      before: before.map(named),
      after: [
        ...after.map(named),
        ...(checks === undefined ? [] : [named({ id: 'checks', title: 'Checks not proved' })]),
      ],
    },
    tenants,
  );
  const drawn = ({ drawn: made }: { drawn: string }) => markup(made);
  const body = html`<a class="skip" href="#contents">Go to the contents</a>
    <div class="layout">
      <main id="content">
        ${hatching()}${verdictHeader(record)}${shortNote(notes)}${tools(record.cells)}${before.map(drawn)}${notebooks}${after.map(drawn)}${checks}
        <footer class="foot">
          <p>
            Keyturn ${record.keyturn}, run ${record.run}. Drawn from the record
            <span class="mono">run.json</span> with the SHA-256 digest
          </p>
          <p class="mono digest">${digest}</p>
        </footer>
      </main>
      ${rail}
    </div>`;
  const tested = record.targets.map(({ title, system }) => title ?? system);
  const title = ['Keyturn', verdictWord(record), ...tested].join(' · ');
  return htmlDocument({
    title,
    body,
    styles: [asset('parts.css'), asset('time.css'), chipRules(String(body))],
    script: asset('page.js'),
  });
}

/** What a reader has to know about a page that does not contain everything. */
function shortNote(notes: readonly string[]): Markup | undefined {
  if (notes.length === 0) return undefined;
  return html`<section id="shortened" class="section">
    <h2>This page is shortened</h2>
    <p>The run is too large for one page. This is shown:</p>
    <ul>
      ${notes.map((note) => html`<li>${note}.</li>`)}
    </ul>
    <p><span class="mono">run.json</span> contains everything.</p>
  </section>`;
}

/** Where the pointer is on a chip, or its line in the lifelines is the target, all chips of the same secret stand out. */
function chipRules(body: string): string {
  const classes = new Set(Array.from(body.matchAll(/\bk-[\da-f]{8}\b/g), ([name]) => name));
  return [...classes]
    .map(
      (name) =>
        `:root:has(.${name}:hover,[id^="secret/"]:target .${name}) .${name}{outline:2px solid currentColor}`,
    )
    .join('\n');
}

const asset = (name: string): string => readAsset(join(__dirname, name));
