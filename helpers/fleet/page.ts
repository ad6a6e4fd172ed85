/** `results/fleet/index.html`: all tenants of a fleet on one page that opens anywhere, loads nothing and has no script. */
import { join } from 'node:path';
import { htmlDocument, readAsset } from '../executed-notebook/html/document.ts';
import { html, type Markup } from '../executed-notebook/html/markup.ts';
import { badge, type Tone, toneOf } from '../executed-notebook/html/outcome.ts';
import { moment } from '../executed-notebook/html/time.ts';
import { count, duration } from '../executed-notebook/text/amounts.ts';
import { EXIT } from '../verdict/verdict.ts';
import { calendar } from './calendar.ts';
import type { Nights } from './nights.ts';
import type { FleetReport, ReportedTenant } from './report.ts';
import type { Changes } from './result.ts';
import { countsOf, olderNote, wordOf } from './summary.ts';

/** Draws the page. */
export function fleetPage(report: FleetReport, nights: Nights): string {
  const { tenants, keyturn } = report;
  const body = html`<a class="skip" href="#tenants">Go to the tenants</a>
    <div class="fleet">
      <main id="content">
        ${head(report)}${calendar(nights)}
        <section id="tenants" class="section">
          <h2>The tenants</h2>
          ${tenants.map(tenantPart)}
        </section>
        <footer class="foot">
          <p>
            Keyturn ${keyturn}. The same for programs: <a class="mono" href="fleet.json">fleet.json</a>. A
            night is a day in UTC.
          </p>
        </footer>
      </main>
    </div>`;
  return htmlDocument({
    title: `Keyturn · fleet · ${wordOfFleet(report)}`,
    body,
    styles: [readAsset(join(__dirname, 'page.css'))],
  });
}

function wordOfFleet({ ended, tenants }: FleetReport): string {
  const green = tenants.filter(({ outcome }) => outcome === 'green').length;
  if (!ended) return 'not ended';
  return green === tenants.length ? 'all green' : `${String(green)} of ${String(tenants.length)} green`;
}

function toneOfFleet({ ended, exitCode, tenants }: FleetReport): Tone {
  if (!ended) return 'not-run';
  if (exitCode === EXIT.failed) return 'failed';
  // A tenant that is only watched does not change the exit code. It is not green, either.
  const allGreen = tenants.every(({ outcome }) => outcome === 'green');
  return exitCode === EXIT.conformant && allGreen ? 'proved' : 'blocked';
}

function head(report: FleetReport): Markup {
  const { tenants, exitCode, startedAt, durationMs, file, ended, interrupted } = report;
  const fact = (name: string, value: string | Markup) =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  const state = interrupted
    ? 'The fleet was told to stop. '
    : ended
      ? ''
      : 'The fleet is under way, or it was killed. ';
  const older = olderNote(tenants);
  return html`<header class="verdict is-${toneOfFleet(report)}">
    <p class="kicker">Keyturn <span>fleet</span></p>
    <h1>${wordOfFleet(report)}</h1>
    <p class="sentence">
      ${state}The newest results: ${countsOf(tenants)}.${older !== undefined && ` ${older}`}
    </p>
    <dl class="facts">
      ${fact('exit code', exitCode === null ? 'none: the fleet has not ended' : String(exitCode))}${fact('started', moment(startedAt))}${fact(
        'took',
        duration(durationMs),
      )}${fact('tenants', String(tenants.length))}${fact('file', file)}
    </dl>
  </header>`;
}

function tenantPart(result: ReportedTenant): Markup {
  const { name, severity, sentence, targets, left, leaks, paths } = result;
  const on = targets.map(({ title, tenant }) => `${title} (${tenant})`).join(' · ');
  const word = wordOf(result);
  const isUnclean = left.length + leaks.length > 0;
  const notebook =
    paths.notebook === undefined ? html`${name}` : html`<a href="${paths.notebook}">${name}</a>`;
  return html`<article
    id="tenant-${name}"
    class="cell is-${isUnclean ? 'failed' : toneOf(word.replace(/ \(.*/, ''))}"
  >
    <header>
      <h3>${notebook}</h3>
      <p class="meta">
        ${severity === 'watch' && html`<span class="level">WATCH</span>`}${verdictBadge(result, word)}
      </p>
    </header>
    ${on !== '' && html`<p class="muted"><bdi>${on}</bdi></p>`}
    <p class="prose">${sentence}</p>
    ${
      isUnclean &&
      html`<div class="left is-failed">
        <ul>
          ${[...left, ...leaks].map((each) => html`<li>${each}</li>`)}
        </ul>
      </div>`
    }
    ${result.changes.map(changesPart)} ${factsOf(result)}
  </article>`;
}

/** The verdict has a color of its own, also if it is followed by `(emulator)`. */
function verdictBadge({ emulated }: ReportedTenant, word: string): Markup {
  return html`${badge(word.replace(/ \(.*/, ''))}${emulated && html` <span class="muted">emulator</span>`}`;
}

function changesPart({ tenant, previous, part, lines, more }: Changes): Markup {
  if (previous === null)
    return html`<p class="muted">
      There is no earlier run of <bdi>${tenant}</bdi> to compare this one with.
    </p>`;
  const since = html`the run of ${moment(previous.startedAt)}`;
  const scope = part !== undefined && html` <span class="muted">${part} ended in both runs.</span>`;
  if (lines.length === 0) return html`<p>Nothing changed since ${since}.${scope}</p>`;
  return html`<h4>Changed since ${since}</h4>
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}${more > 0 && html`<li class="muted">and ${more} more, in its notebook</li>`}
    </ul>`;
}

function factsOf({ command, workers, run, exitCode, startedAt, durationMs, paths }: ReportedTenant): Markup {
  const facts = [
    command === 'start' ? 'npm start' : `npm run contract, ${count(workers, 'worker')}`,
    ...(run === null ? [] : [`run ${run}`]),
    ...(exitCode === null ? [] : [`exit code ${String(exitCode)}`]),
    ...(durationMs === null ? [] : [duration(durationMs)]),
  ];
  const links = (
    [
      ['notebook', paths.notebook],
      ['record', paths.record],
      ['console', paths.console],
    ] as const
  ).flatMap(([text, path]) => (path === undefined ? [] : [html`<a href="${path}">${text}</a>`]));
  return html`<p class="meta tenant-facts">
    ${startedAt !== null && html`<span>${moment(startedAt)}</span>`}${facts.map((fact) => html`<span>${fact}</span>`)}${links}
  </p>`;
}
