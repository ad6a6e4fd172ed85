/**
 * The command `npm run doctor`: can the configured tenants be tested from here, and if not, what has to change? It changes
 * nothing. On Zendesk, it obtains one token and revokes it.
 */
import { join } from 'node:path';
import { settingsPlace } from '../settings-place.ts';
import { explain, listOfTopics } from '../help/explain.ts';
import { loggable } from '../http/printable.ts';
import { displayPath } from '../machine/project.ts';
import { TERMINAL, type TerminalOutput } from '../command-line/output.ts';
import { runAgainTrusting } from '../machine/trusting.ts';
import { detectTerminal } from '../passcode/terminal.ts';
import { examine } from '../preflight/requirements.ts';
import { writeReport } from '../results/write-report.ts';
import { runId, version } from '../run-id.ts';
import { secrets } from '../secrets/registry.ts';
import type { Loaded } from '../settings/load.ts';
import type { Mistake } from '../settings/mistake.ts';
import { teach } from '../settings/secrets.ts';
import { loadSettings } from '../systems/settings.ts';
import { targetsOfLoaded } from '../systems/targets.ts';
import { messageOf } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import { printWaitsBy, waitLine } from '../waiting.ts';
import { readArguments } from './arguments.ts';
import { ConsoleReport } from './console.ts';
import { examineTenant } from './examine-tenant.ts';
import { machine, type MachineSubject } from './machine.ts';
import { ownerPage } from './owner.ts';
import { countsOf, exitCodeOf, type Item, itemOf, type Report } from './report.ts';
import { onOneLine } from '../lines.ts';
import { stopOnSignals } from './stop.ts';

const THIS_MACHINE = 'This machine';

/** The name of the page for the account's owner, in the results folder. */
const OWNER_PAGE = 'for-the-owner.md';

/**
 * Runs the command.
 *
 * @returns the exit code
 */
export async function doctor(
  words: readonly string[],
  { out, error, terminal }: TerminalOutput = TERMINAL,
): Promise<number> {
  const asked = readArguments(words);
  if (!asked.ok) {
    error(`\n  ${asked.mistake}\n\n`);
    // Whoever reads the JSON finds the mistake there.
    if (asked.json)
      out(`${JSON.stringify({ exitCode: EXIT.notJudged, mistake: asked.mistake }, undefined, 2)}\n`);
    return EXIT.notJudged;
  }
  if (asked.explain.length > 0)
    return Math.max(...asked.explain.map((code) => explainTopic(code, { out, error })));
  detectTerminal();
  const loaded = loadSettings();
  const again = await runAgainTrusting(loaded.ok ? loaded.settings.extraCertificates : undefined);
  if (again !== undefined) return again;
  // Nothing leaves this process with a secret in it, whatever a tenant has answered.
  const safe = (text: string) => secrets.redact(text);
  const console = new ConsoleReport(asked.json ? () => undefined : (text) => out(safe(text)), terminal);
  printWaitsBy((line) => console.waits(line));
  const signals = stopOnSignals((text) => error(text));
  const items: Item[] = [];
  const add = (item: Item) => {
    const shown = Object.fromEntries(
      Object.entries(item).map(([name, value]) => {
        const text = loggable(safe(String(value)));
        // Only a problem has several lines, which are indented.
        return [name, name === 'problem' ? text : onOneLine(text)];
      }),
    ) as unknown as Item;
    items.push(shown);
    console.item(shown);
  };
  const startedAt = new Date().toISOString();
  const report = (): Report => ({
    startedAt,
    run: runId(),
    keyturn: version,
    items,
    ...(signals.stoppedBy() === undefined ? {} : { interrupted: signals.stoppedBy() ?? '' }),
  });
  try {
    await examineAll(loaded, { mailbox: asked.mailbox, add, console, stop: signals.stop });
  } finally {
    signals.dispose();
  }
  console.ends(report());
  if (asked.json) out(safe(`${JSON.stringify(forJson(report()), undefined, 2)}\n`));
  const code = exitCodeOf(report());
  if (!asked.owner) return code;
  const written = writeOwnerPage(loaded, report(), { out: asked.json ? error : out, error });
  return code === EXIT.conformant ? written : code;
}

/** Prints what a code means, or the codes that there are. */
function explainTopic(code: string, { out, error }: Pick<TerminalOutput, 'out' | 'error'>): number {
  if (code === 'help') {
    out(`${listOfTopics()}\n`);
    return EXIT.conformant;
  }
  const explained = explain(code);
  if (explained.ok) out(`${explained.text}\n`);
  else error(`${explained.message}\n`);
  return explained.ok ? EXIT.conformant : EXIT.notJudged;
}

interface Examining {
  mailbox: boolean;
  add: (item: Item) => void;
  console: ConsoleReport;
  stop: AbortSignal;
}

async function examineAll(loaded: Loaded, { mailbox, add, console, stop }: Examining): Promise<void> {
  teach(loaded, secrets);
  const tenants = tenantsOf(loaded);
  for (const item of settingsItems(loaded, tenants.length)) add(item);
  const subject: MachineSubject = { loaded, tenants, environment: process.env };
  const onStart = (sentence: string) => console.starts(sentence);
  let hasBrowser = false;
  for await (const examined of examine(machine, subject, onStart)) {
    if (examined.name === 'browser') hasBrowser = examined.finding.is === 'met';
    add(itemOf(THIS_MACHINE, examined));
    if (stop.aborted) return;
  }
  if (!loaded.ok) return;
  for (const target of tenants) {
    const about = aboutOf(target);
    const onWait = (ms: number, reason: string) => console.waits(waitLine(ms, reason));
    const ways = {
      settings: loaded.settings,
      hasBrowser,
      triesPasscodes: mailbox,
      onStart,
      onWait,
      stop,
    };
    for await (const examined of examineTenant(target, ways)) add(itemOf(about, examined));
    if (stop.aborted) return;
  }
}

/** Returns the items about the settings: one for each mistake, or one for all of them. */
function settingsItems(loaded: Loaded, tenants: number): Item[] {
  const item = {
    about: THIS_MACHINE,
    name: 'settings',
    sentence: 'The settings are complete, and unambiguous.',
  };
  if (!loaded.ok)
    return loaded.mistakes.map(({ variable, problem, remedy }: Mistake) => ({
      ...item,
      mark: 'FAIL' as const,
      problem: `${variable} ${problem}.`,
      remedy: `expected: ${remedy}`,
      where: displayPath(loaded.source),
      help: 'settings' as const,
    }));
  if (tenants > 0) return [{ ...item, mark: 'PASS', seen: loaded.origin }];
  return [
    {
      ...item,
      mark: 'FAIL',
      problem: loaded.settings.emulatorOnly
        ? 'KEYTURN_TARGET=emulator is set, so no tenant is tested.'
        : 'No tenant is configured, so npm start tests emulators only.',
      remedy: loaded.settings.emulatorOnly
        ? 'remove KEYTURN_TARGET'
        : 'npm run setup asks for everything that a run needs',
      where: settingsPlace(),
      help: 'no-tenant',
    },
  ];
}

/** Returns the targets that are tenants. */
function tenantsOf(loaded: Loaded): MachineSubject['tenants'] {
  return targetsOfLoaded(loaded).flatMap(({ system, tenant }) =>
    tenant === undefined ? [] : [{ system, tenant }],
  );
}

function aboutOf({ system, tenant }: { system: { title: string }; tenant: string }): string {
  return `${system.title} on ${tenant}`;
}

/** Returns the report as `--json` prints it. */
function forJson(report: Report): Report & { exitCode: number; counts: ReturnType<typeof countsOf> } {
  const { items, ...head } = report;
  return { ...head, exitCode: exitCodeOf(report), counts: countsOf(items), items };
}

function writeOwnerPage(
  loaded: Loaded,
  report: Report,
  { out, error }: Pick<TerminalOutput, 'out' | 'error'>,
): number {
  const path = join(loaded.results, OWNER_PAGE);
  try {
    writeReport(path, secrets.redact(ownerPage(report, tenantsOf(loaded).map(aboutOf))));
  } catch (failure) {
    error(`  Cannot write the page for the account’s owner to ${path}: ${messageOf(failure)}\n`);
    return EXIT.notJudged;
  }
  out(`  For the account’s owner: ${displayPath(path)}\n\n`);
  return EXIT.conformant;
}
