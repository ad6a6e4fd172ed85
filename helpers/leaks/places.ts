/**
 * Where a run writes, and which of the files there it has written itself. A results folder may hold anything, even
 * the project with its `.env`: what was there before and has not changed is not ours, and some files never are.
 */
import { type BigIntStats, lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { realPath } from '../machine/real-path.ts';

/** A reporter as the configuration names it, with its options. */
type Reporter = readonly [name: string, options?: unknown];

/** The parts of Playwright's configuration that say where it writes. */
export interface Outputs {
  configFile?: string | undefined;
  rootDir: string;
  reporter: readonly Reporter[];
  projects: readonly { outputDir: string }[];
}

/** Never looked at, and above all never removed: sources, settings, and the ledger of what must be cleaned up, wherever it is by default. */
const FOREIGN_FOLDERS = new Set(['node_modules', '.git', '.keyturn']);
const SETTINGS = /^\.env(?:\..*)?$/;

/** Where reporters write if nobody says otherwise, below the project. */
const DEFAULT_FOLDERS = ['playwright-report', 'blob-report', 'test-results', 'coverage-report'];

/** Variables that tell a reporter which folder or which file to write. */
const FOLDER_VARIABLE = /^PLAYWRIGHT_(?:[A-Z]+_OUTPUT_DIR|HTML_REPORT)$/;
const FILE_VARIABLE = /^PLAYWRIGHT_(?:[A-Z]+_OUTPUT_FILE|LAST_RUN_OUTPUT_FILE)$/;

/** The folders that a run may write to, among what is not its own, whatever its command line says. */
export function sharedPlaces(
  results: string,
  environment: NodeJS.ProcessEnv = process.env,
  folder = process.cwd(),
): string[] {
  return [results, ...valuesOf(environment, FOLDER_VARIABLE)].map((place) => resolve(folder, place));
}

/** Reports and artifacts: what the configuration names, with what the command line has changed in it. */
export function reportPlaces(
  { configFile, rootDir, reporter, projects }: Outputs,
  environment: NodeJS.ProcessEnv = process.env,
): string[] {
  const base = configFile === undefined ? rootDir : dirname(configFile);
  const named = reporter.flatMap(([, options]) => {
    const { outputFile, outputDir, outputFolder } = (options ?? {}) as Record<string, unknown>;
    return [outputFile, outputDir, outputFolder].filter((place) => typeof place === 'string');
  });
  return [
    ...[...named, ...DEFAULT_FOLDERS, ...projects.map(({ outputDir }) => outputDir)].map((place) =>
      resolve(base, place),
    ),
    ...valuesOf(environment, FILE_VARIABLE).map((file) => resolve(file)),
  ];
}

function valuesOf(environment: NodeJS.ProcessEnv, names: RegExp): string[] {
  return Object.entries(environment).flatMap(([name, value]) => (value && names.test(name) ? value : []));
}

/** A file that a run has written. */
export interface WrittenFile {
  path: string;
  /** There was one of this name before the run, and it is no report of ours: it may be somebody's own. */
  doubtful: boolean;
}

/** Tells the files that were written since it was made from those that were there. */
export class Written {
  readonly #places = new Set<string>();
  readonly #own = new Set<string>();
  readonly #seen = new Map<string, string>();
  readonly #before = new Set<string>();
  readonly #never: Set<string>;

  /** @param never files and folders that are never ours, such as the settings and the ledger. */
  constructor(never: readonly string[] = []) {
    this.#never = new Set(never.map(real));
  }

  /**
   * From now on these places are watched as well. What is in them now was there before.
   *
   * @param own whether they are reports and artifacts of runs, and nothing else.
   */
  watch(places: readonly string[], { own }: { own: boolean }): void {
    for (const place of places) {
      if (own) this.#own.add(real(place));
      if (this.#places.has(real(place))) continue;
      this.#places.add(real(place));
      for (const [file, state] of this.#files(real(place))) {
        if (this.#seen.has(file)) continue;
        this.#seen.set(file, state);
        this.#before.add(file);
      }
    }
  }

  /** The files that are new or have changed since they were looked at last. */
  take(): WrittenFile[] {
    const changed = new Map<string, WrittenFile>();
    for (const place of this.#places) {
      for (const [path, state] of this.#files(real(place))) {
        if (this.#seen.get(path) === state) continue;
        this.#seen.set(path, state);
        changed.set(path, { path, doubtful: this.#before.has(path) && !this.#isOwn(path) });
      }
    }
    return [...changed.values()];
  }

  #isOwn(path: string): boolean {
    return [...this.#own].some((own) => path === own || path.startsWith(join(own, sep)));
  }

  /** Each file of a place with what changes when it is written. Links are not followed. */
  *#files(path: string): Generator<[file: string, state: string]> {
    if (this.#never.has(path)) return;
    const stat = statOf(path);
    if (stat?.isFile() === true) {
      if (SETTINGS.test(basename(path))) return;
      // A file that was moved here keeps its time of writing, but not that of its change.
      yield [path, [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join()];
    } else if (stat?.isDirectory() === true && !FOREIGN_FOLDERS.has(basename(path))) {
      const names = namesIn(path);
      // As if it were a file: whoever reads it will say that it cannot be read.
      if (names === undefined) yield [path, 'unreadable'];
      for (const name of names ?? []) yield* this.#files(join(path, name));
    }
  }
}

function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

/** Nothing where there is nothing, or where it cannot be seen: behind a file that stands for a folder, or a locked one. */
function statOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

/** A folder behind a link is what was meant; a file behind a link is somebody else's. */
function real(path: string): string {
  const whole = resolve(path);
  if (statOf(realPath(whole))?.isDirectory() === true) return realPath(whole);
  return join(realPath(dirname(whole)), basename(whole));
}
