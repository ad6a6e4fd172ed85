/**
 * Finds where a run writes, and which of the files in those places the run has written. A results folder may contain
 * anything, even the project with its `.env`. Files that existed before and have not changed are not the run's, and some
 * files never are.
 */
import { type BigIntStats, lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { realPath } from '../machine/real-path.ts';

/** A reporter as the configuration names it, with its options. */
type Reporter = readonly [name: string, options?: unknown];

/** The parts of Playwright's configuration that define where it writes. */
export interface Outputs {
  configFile?: string | undefined;
  rootDir: string;
  reporter: readonly Reporter[];
  projects: readonly { outputDir: string }[];
}

/** Never searched and, above all, never removed: sources, settings, and the default folder of the ledger. */
const FOREIGN_FOLDERS = new Set(['node_modules', '.git', '.keyturn']);
const SETTINGS = /^\.env(?:\..*)?$/;

/** Where reporters write by default, relative to the project. */
const DEFAULT_FOLDERS = ['playwright-report', 'blob-report', 'test-results', 'coverage-report'];

/** Variables that set the folder or the file that a reporter writes. */
const FOLDER_VARIABLE = /^PLAYWRIGHT_(?:[A-Z]+_OUTPUT_DIR|HTML_REPORT)$/;
const FILE_VARIABLE = /^PLAYWRIGHT_(?:[A-Z]+_OUTPUT_FILE|LAST_RUN_OUTPUT_FILE)$/;

/** Returns the folders where any run may write next to other people's files. */
export function sharedPlaces(
  results: string,
  environment: NodeJS.ProcessEnv = process.env,
  folder = process.cwd(),
): string[] {
  return [results, ...valuesOf(environment, FOLDER_VARIABLE)].map((place) => resolve(folder, place));
}

/** Returns the places of reports and artifacts, as the configuration, the command line and the environment set them. */
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

/** A file that the run has probably written. */
export interface WrittenFile {
  path: string;
  /** Whether it existed before the run and is not a report. It may be a person's file. */
  mayBeForeign: boolean;
}

/** Finds the files that were written since the watch began. */
export class FileWatch {
  readonly #places = new Set<string>();
  readonly #reportPlaces = new Set<string>();
  readonly #seen = new Map<string, string>();
  readonly #before = new Set<string>();
  readonly #never: Set<string>;

  /** @param never files and folders that are never ours, for example the settings and the ledger */
  constructor(never: readonly string[] = []) {
    this.#never = new Set(never.map(real));
  }

  /**
   * Watches these places as well. Files that are in them now existed before the run.
   *
   * @param onlyReports whether the places contain only reports and artifacts of runs
   */
  watch(places: readonly string[], { onlyReports }: { onlyReports: boolean }): void {
    for (const place of places) {
      if (onlyReports) this.#reportPlaces.add(real(place));
      if (this.#places.has(real(place))) continue;
      this.#places.add(real(place));
      for (const [file, state] of this.#files(real(place))) {
        if (this.#seen.has(file)) continue;
        this.#seen.set(file, state);
        this.#before.add(file);
      }
    }
  }

  /** Returns the files that are new or have changed since the last call. */
  take(): WrittenFile[] {
    const changed = new Map<string, WrittenFile>();
    for (const place of this.#places) {
      for (const [path, state] of this.#files(real(place))) {
        if (this.#seen.get(path) === state) continue;
        this.#seen.set(path, state);
        changed.set(path, { path, mayBeForeign: this.#before.has(path) && !this.#isReport(path) });
      }
    }
    return [...changed.values()];
  }

  #isReport(path: string): boolean {
    return [...this.#reportPlaces].some((place) => path === place || path.startsWith(join(place, sep)));
  }

  /** Yields each file of a place, with a state that changes when the file is written. Links are not followed. */
  *#files(path: string): Generator<[file: string, state: string]> {
    if (this.#never.has(path)) return;
    const stat = statOf(path);
    if (stat?.isFile() === true) {
      if (SETTINGS.test(basename(path))) return;
      // A file that was moved here keeps its modification time, but gets a new change time.
      yield [path, [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join()];
    } else if (stat?.isDirectory() === true && !FOREIGN_FOLDERS.has(basename(path))) {
      const names = namesIn(path);
      // Yielded like a file, so that the search reports that it cannot be read.
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

/** `undefined` if there is no such file, or if it is inaccessible: a parent is a file, or is not readable. */
function statOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

/** Follows a link to a folder, because its target is meant. Does not follow a link to a file, which is someone else's. */
function real(path: string): string {
  const absolute = resolve(path);
  if (statOf(realPath(absolute))?.isDirectory() === true) return realPath(absolute);
  return join(realPath(dirname(absolute)), basename(absolute));
}
