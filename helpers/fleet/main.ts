/** The command `npm run fleet`: runs the tenants of the fleet file, each in a process of its own, several at the same time. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { count } from '../executed-notebook/text/amounts.ts';
import { displayPath, PROJECT } from '../machine/project.ts';
import { TERMINAL, type TerminalOutput } from '../command-line/output.ts';
import { checkWritable } from '../machine/writable.ts';
import { secrets } from '../secrets/registry.ts';
import { redactText } from '../secrets/worker-output.ts';
import type { Loaded } from '../settings/load.ts';
import { describeMistakes } from '../settings/mistake.ts';
import { teach } from '../settings/secrets.ts';
import { similarNames } from '../similar.ts';
import { describe } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import { type FleetArguments, readArguments } from './arguments.ts';
import { FleetConsole } from './console.ts';
import { type FleetSettings, fleetSettings } from './environment.ts';
import { type FleetTenant, readFleetFile } from './file.ts';
import { listOf, matrixOf } from './list.ts';
import { defaultJobs } from './jobs.ts';
import { describeFleetMistakes } from './mistake.ts';
import { exitCodeOf } from './policy.ts';
import { type FleetState, writeFleetReports } from './report.ts';
import { type ResolvedTenant, resolveTenants } from './resolve.ts';
import { FLEET_FOLDER, readResult, type TenantResult, withoutResult } from './result.ts';
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
  const selected = select(file.tenants, asked, results);
  if (typeof selected === 'string')
    return complain(describe(selected, { remedy: 'see npm run fleet -- --list', help: 'command-line' }));
  // Whoever reads the matrix is a program.
  if (asked.mode === 'matrix') {
    output.out(`${JSON.stringify(matrixOf(selected))}\n`);
    return EXIT.conformant;
  }
  if (asked.onlyFailed && selected.length === 0) {
    output.out(`\n  The newest result of each tenant is green. There is nothing to run again.\n\n`);
    return EXIT.conformant;
  }
  return new Fleet({
    asked,
    settings,
    loaded: settings.loaded,
    path,
    all: file.tenants,
    results,
    output,
  }).start(selected, complain);
}

/** Returns the tenants that were asked for, in the order of the file, or the mistake as a sentence. */
function select(
  tenants: readonly FleetTenant[],
  { tenants: names, onlyFailed }: FleetArguments,
  results: string,
): FleetTenant[] | string {
  const known = tenants.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = similarNames(unknown, known);
    const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Tenants: ${known.join(', ')}.`;
    return `There is no tenant “${unknown}” in the fleet file. ${hint}`;
  }
  const isGreen = ({ name, command }: FleetTenant) => {
    const newest = readResult(results, name);
    return newest?.outcome === 'green' && newest.command === command;
  };
  return tenants.filter(
    (tenant) => (names.length === 0 || names.includes(tenant.name)) && !(onlyFailed && isGreen(tenant)),
  );
}

/** What a fleet works with. */
interface Parts {
  asked: FleetArguments;
  settings: FleetSettings;
  loaded: Loaded;
  /** Of the fleet file. */
  path: string;
  /** All tenants of the file. */
  all: FleetTenant[];
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

  async start(selected: readonly FleetTenant[], complain: (message: string) => number): Promise<number> {
    const { asked, settings, loaded, all, results, output } = this.#parts;
    if (asked.mode === 'page') return this.#drawAgain(selected);
    const around = {
      environment: process.env,
      fromFile: settings.fromFile,
      results,
      history: loaded.history,
    };
    const resolved = resolveTenants(all, around).filter(({ name }) =>
      selected.some((tenant) => tenant.name === name),
    );
    for (const tenant of resolved) teach(tenant.loaded, secrets);
    const safe = (text: string) => redactText(text, secrets);
    output.out(safe(this.#greeting(resolved.length)));
    if (asked.mode === 'list') {
      output.out(safe(listOf(resolved, results)));
      return resolved.some(({ mistakes }) => mistakes.length > 0) ? EXIT.notJudged : EXIT.conformant;
    }
    const obstacle = ['', ...resolved.map(({ name }) => name)]
      .map((name) => join(results, name))
      .flatMap((path) => checkWritable({ path, purpose: 'its results', variable: 'KEYTURN_RESULTS' }) ?? [])
      .at(0);
    if (obstacle !== undefined) return complain(obstacle.message);
    return this.#run(resolved, safe);
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
  #drawAgain(selected: readonly FleetTenant[]): number {
    const { results, output } = this.#parts;
    const safe = (text: string) => redactText(text, secrets);
    const ended = selected.map((tenant) => ({
      ...(readResult(results, tenant.name) ?? withoutResult(tenant)),
      severity: tenant.severity,
    }));
    const interrupted = false;
    const exitCode = exitCodeOf(ended, interrupted);
    const { page } = this.#report({ ended: true, interrupted, exitCode, ...spanOf(ended) }, safe);
    output.out(safe(summary({ ended, interrupted, exitCode, page })));
    return exitCode;
  }

  #report(
    state: Pick<FleetState, 'ended' | 'interrupted' | 'exitCode'> & Partial<FleetState>,
    safe: (text: string) => string,
  ): { page: string } {
    const { all, results, loaded, path } = this.#parts;
    return writeFleetReports(results, all, {
      startedAt: this.#startedAt,
      endedAt: new Date(),
      ...state,
      safe,
      file: displayPath(path),
      history: loaded.history,
    });
  }
}
