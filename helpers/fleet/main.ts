/** The command `npm run fleet`: runs the tenants of the fleet file, each in a process of its own, several at the same time. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { count } from '../executed-notebook/text/amounts.ts';
import { displayPath, PROJECT } from '../machine/project.ts';
import { TERMINAL, type TerminalOutput } from '../command-line/output.ts';
import { checkReplaceable, checkWritable } from '../machine/writable.ts';
import { secrets } from '../secrets/registry.ts';
import { redactText } from '../secrets/worker-output.ts';
import type { Loaded } from '../settings/load.ts';
import { describeMistakes } from '../settings/mistake.ts';
import { teach } from '../settings/secrets.ts';
import { similarNames } from '../similar.ts';
import { type Blocked, describe } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import { type FleetArguments, readArguments } from './arguments.ts';
import { FleetConsole } from './console.ts';
import { type FleetSettings, fleetSettings } from './environment.ts';
import { type FleetTenant, readFleetFile } from './file.ts';
import { listOf, matrixOf } from './list.ts';
import { defaultJobs } from './jobs.ts';
import { describeFleetMistakes } from './mistake.ts';
import { newestResult } from './newest.ts';
import { exitCodeOf } from './policy.ts';
import { type FleetState, writeFleetReports } from './report.ts';
import { type ResolvedTenant, resolveTenants } from './resolve.ts';
import { FLEET_FOLDER, FLEET_JSON, FLEET_PAGE, type TenantResult } from './result.ts';
import { FleetRunner } from './run.ts';
import { stopOnSignals } from './stop.ts';
import { spanOf, summary } from './summary.ts';

/** The fleet file, if no other is set. */
const DEFAULT_FILE = join(PROJECT, 'fleet.yaml');

/**
 * Runs the command.
 *
 * @returns the exit code
 */
export async function fleet(line: readonly string[], output: TerminalOutput = TERMINAL): Promise<number> {
  const complain = (message: string) => {
    output.error(redactText(`\n  ${message.replaceAll('\n', '\n  ')}\n\n`, secrets));
    return EXIT.notJudged;
  };
  const settings = fleetSettings(process.env, PROJECT);
  // A mistake in the command line repeats what was typed, which may be a secret.
  teach(settings.loaded, secrets);
  const asked = readArguments(line);
  if (!asked.ok) return complain(asked.mistake);
  if (!settings.loaded.ok)
    return complain(describeMistakes(settings.loaded.mistakes, settings.loaded.source));
  const path = settings.loaded.settings.fleetFile ?? DEFAULT_FILE;
  if (!existsSync(path))
    return complain(
      describe('There is no fleet file: KEYTURN_FLEET_FILE is not set, and fleet.yaml does not exist.', {
        remedy: 'copy docs/recipes/fleet.example.yaml to fleet.yaml, and list your tenants there',
        help: 'fleet',
      }),
    );
  const file = readFleetFile(path);
  if (!file.ok) return complain(describeFleetMistakes(path, file.mistakes));
  const results = join(settings.loaded.results, FLEET_FOLDER);
  const selected = select(file.tenants, asked);
  if (typeof selected === 'string')
    return complain(describe(selected, { remedy: 'see npm run fleet -- --list', help: 'command-line' }));
  const isSelected = ({ name }: FleetTenant) => selected.includes(name);
  const around = {
    environment: process.env,
    fromFile: settings.fromFile,
    results,
    history: settings.loaded.history,
  };
  // The plain matrix depends on no setting, so none is read.
  const isPlain = asked.mode === 'matrix' && !asked.onlyFailed;
  const all = isPlain ? [] : resolveTenants(file.tenants, around);
  const isGreen = (tenant: ResolvedTenant) =>
    newestResult(tenant, { folder: results, maxAgeMs: asked.maxAgeMs }).outcome === 'green';
  const chosen = all.filter((tenant) => isSelected(tenant) && !(asked.onlyFailed && isGreen(tenant)));
  // Whoever reads the matrix is a program.
  if (asked.mode === 'matrix') {
    output.out(`${JSON.stringify(matrixOf(isPlain ? file.tenants.filter(isSelected) : chosen))}\n`);
    return EXIT.conformant;
  }
  if (asked.onlyFailed && chosen.length === 0) {
    output.out(`\n  The newest result of each tenant is green. There is nothing to run again.\n\n`);
    return EXIT.conformant;
  }
  const { loaded } = settings;
  return new Fleet({ asked, settings, loaded, path, all, results, output }).start(chosen, complain);
}

/** Returns the names of the tenants that were asked for, or the mistake as a sentence. */
function select(
  tenants: readonly FleetTenant[],
  { tenants: names }: FleetArguments,
): readonly string[] | string {
  const known = tenants.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = similarNames(unknown, known);
    const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Tenants: ${known.join(', ')}.`;
    return `There is no tenant “${unknown}” in the fleet file. ${hint}`;
  }
  return names.length === 0 ? known : names;
}

/** What a fleet works with. */
interface Parts {
  asked: FleetArguments;
  settings: FleetSettings;
  loaded: Loaded;
  /** Of the fleet file. */
  path: string;
  /** All tenants of the file. */
  all: ResolvedTenant[];
  /** The folder with a folder for each tenant. */
  results: string;
  output: TerminalOutput;
}

class Fleet {
  readonly #parts: Parts;
  readonly #startedAt = new Date();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async start(chosen: readonly ResolvedTenant[], complain: (message: string) => number): Promise<number> {
    const { asked, all, results, output } = this.#parts;
    for (const { loaded } of all) teach(loaded, secrets);
    const safe = (text: string) => redactText(text, secrets);
    if (asked.mode !== 'page') output.out(safe(this.#greeting(chosen.length)));
    if (asked.mode === 'list') {
      output.out(safe(listOf(chosen, results)));
      return chosen.some(({ mistakes }) => mistakes.length > 0) ? EXIT.notJudged : EXIT.conformant;
    }
    const obstacle = this.#obstacle(asked.mode === 'page' ? [] : chosen.map(({ name }) => name));
    if (obstacle !== undefined) return complain(obstacle.message);
    return asked.mode === 'page' ? this.#drawAgain(chosen, safe) : this.#run(chosen, safe);
  }

  /** Returns why the reports of the fleet, or the results of these tenants, cannot be written. */
  #obstacle(tenants: readonly string[]): Blocked | undefined {
    const { results } = this.#parts;
    const at = (name: string) =>
      ({ path: join(results, name), purpose: 'its results', variable: 'KEYTURN_RESULTS' }) as const;
    for (const name of ['', ...tenants]) {
      const obstacle = checkWritable(at(name));
      if (obstacle !== undefined) return obstacle;
    }
    return [FLEET_PAGE, FLEET_JSON]
      .map((name) => checkReplaceable(at(name)))
      .find((each) => each !== undefined);
  }

  #greeting(tenants: number): string {
    const { asked, path, settings } = this.#parts;
    const at = asked.mode === 'run' && tenants > 1 ? `, ${String(this.#jobs(tenants))} at a time` : '';
    const not = settings.notPassedOn;
    const ignored =
      not.length === 0
        ? ''
        : `  Not passed on to the tenants, whose settings are in the fleet file: ${not.join(', ')}\n\n`;
    return `\nKeyturn fleet: ${count(tenants, 'tenant')} of ${displayPath(path)}${at}\n\n${ignored}`;
  }

  #jobs(tenants: number): number {
    return Math.min(tenants, this.#parts.asked.jobs ?? defaultJobs());
  }

  async #run(tenants: readonly ResolvedTenant[], safe: (text: string) => string): Promise<number> {
    const { asked, results, output } = this.#parts;
    const console = new FleetConsole(
      { write: (text) => output.out(safe(text)), terminal: output.terminal },
      tenants.map(({ name }) => name),
    );
    const runner = new FleetRunner({
      ...{ tenants, console, safe },
      folder: results,
      jobs: this.#jobs(tenants.length),
      words: asked.words,
    });
    const signals = stopOnSignals({
      stop: (signal) => {
        console.say(
          `\n  Stopping. No other run starts, and each one removes what it created: ${runner.running.join(', ') || 'none is under way'}.\n`,
        );
        runner.stop(signal);
      },
      show: () => {
        console.say('\n  Already stopping. Once more to quit now, and leave the rest to npm run sweep.');
        console.log();
      },
      quit: () => {
        console.say('\n  Quitting now. What the runs created is left for their next run or npm run sweep.\n');
        runner.quit();
      },
    });
    let ended: TenantResult[];
    try {
      const running = runner.run();
      // Until the end, the page shows that the fleet has not ended.
      this.#report({ ended: false, interrupted: false, exitCode: null }, safe);
      ended = await running;
    } finally {
      console.close();
      signals.dispose();
    }
    const interrupted = signals.wasStopped();
    const exitCode = exitCodeOf(ended, interrupted);
    const { page } = this.#report({ ended: true, interrupted, exitCode }, safe);
    output.out(safe(summary({ ended, interrupted, exitCode, page })));
    return exitCode;
  }

  /** Draws the reports from the results that are there. They may come from several machines. */
  #drawAgain(chosen: readonly ResolvedTenant[], safe: (text: string) => string): number {
    const { output } = this.#parts;
    const ended = this.#newest(chosen);
    const interrupted = false;
    const exitCode = exitCodeOf(ended, interrupted);
    const { page } = this.#report({ ended: true, interrupted, exitCode, ...spanOf(ended) }, safe);
    output.out(safe(summary({ ended, interrupted, exitCode, page })));
    return exitCode;
  }

  #newest(tenants: readonly ResolvedTenant[]): TenantResult[] {
    const { results, asked } = this.#parts;
    const conditions = { folder: results, maxAgeMs: asked.maxAgeMs, now: this.#startedAt.getTime() };
    return tenants.map((tenant) => newestResult(tenant, conditions));
  }

  #report(
    state: Pick<FleetState, 'ended' | 'interrupted' | 'exitCode'> & Partial<FleetState>,
    safe: (text: string) => string,
  ): { page: string } {
    const { all, results, loaded, path } = this.#parts;
    return writeFleetReports(results, this.#newest(all), {
      startedAt: this.#startedAt,
      endedAt: new Date(),
      ...state,
      safe,
      file: displayPath(path),
      history: loaded.history,
    });
  }
}
