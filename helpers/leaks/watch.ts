/**
 * The second line against leaks, behind the redaction in the workers: whatever a run has written is searched for
 * every secret that any of its processes has learned. It begins when the configuration loads and ends with the
 * process, so that no reporter on the command line can take its place.
 */
import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { JUNIT, RECORD } from '../results/reports.ts';
import { displayPath } from '../machine/project.ts';
import type { SecretKind } from '../secrets/kinds.ts';
import { type Origin, secrets as registry, type SecretRegistry } from '../secrets/registry.ts';
import { Vault } from '../secrets/vault.ts';
import { EXIT } from '../verdict/verdict.ts';
import { reportPlaces, type Outputs, sharedPlaces, Written, type WrittenFile } from './places.ts';
import { searchBytes } from '../secrets/search.ts';

/** Something that a run has let out, or that could not be searched. The value of a secret is never in it. */
export interface Leak {
  /** Where, seen from the working directory, or whole if it is not below that; `the console` is what the main process has printed. */
  file: string;
  kinds: SecretKind[];
  /** Where the secrets come from: the variable that holds one, or the part of the answer that it came in. */
  sources: string[];
  /** Whether it is gone: a file is removed, if it is the run's own; a line on the console is covered. */
  removed: boolean;
  /** Why it could not be searched, as the end of a sentence. */
  trouble?: string;
}

/** A file of more cannot be searched in memory. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** As much of what was printed before is looked at together with what comes next: a secret may be torn apart. */
const CONSOLE_TAIL_LENGTH = 2000;

/** Watches one run. */
class LeakWatch {
  readonly #vault: Vault;
  readonly #secrets: SecretRegistry;
  readonly #written: Written;
  readonly #leaks: Leak[] = [];
  readonly #onConsole: Origin[] = [];
  #reported = 0;

  constructor(vault: Vault, secrets: SecretRegistry, never: readonly string[]) {
    this.#vault = vault;
    this.#secrets = secrets;
    this.#written = new Written(never);
  }

  /** What was found so far. */
  get leaks(): readonly Leak[] {
    return this.#leaks;
  }

  /** See {@link Written.watch}. */
  watch(places: readonly string[], whose: { own: boolean }): void {
    this.#written.watch(places, whose);
  }

  /** Learns what other processes have learned. Returns whether all of it could be read. */
  readVault(): boolean {
    return this.#vault.readInto(this.#secrets);
  }

  /** Searches everything that was written since the last time, and removes what it must. */
  scan(): readonly Leak[] {
    if (!this.readVault()) {
      const trouble = 'is not complete: not every secret of this run could be read back';
      this.#add({ file: 'the search for secrets', kinds: [], sources: [], removed: false, trouble });
    }
    for (const file of this.#written.take()) this.#scanFile(file);
    if (this.#onConsole.length > 0) {
      this.#add({
        file: 'the console',
        kinds: this.#onConsole.map(({ kind }) => kind),
        sources: this.#onConsole.map(({ source }) => source),
        removed: true,
      });
    }
    return this.#leaks;
  }

  /** What to tell a person, each thing once. */
  unreported(): string[] {
    const news = this.#leaks.slice(this.#reported).map(describeLeak);
    this.#reported = this.#leaks.length;
    return news;
  }

  /** Searches what a stream of this process prints, and covers what it finds. */
  tap(stream: NodeJS.WriteStream): void {
    const raw: (chunk: never, ...rest: never[]) => boolean = stream.write.bind(stream);
    let tail = '';
    stream.write = (chunk: unknown, ...rest: unknown[]) => {
      const text = chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : String(chunk);
      this.readVault();
      const hits = this.#secrets.hits(tail + text);
      this.#onConsole.push(...hits);
      tail = hits.length > 0 ? '' : (tail + text).slice(-CONSOLE_TAIL_LENGTH);
      return raw((hits.length > 0 ? this.#secrets.redact(text) : chunk) as never, ...(rest as never[]));
    };
  }

  #scanFile({ path, doubtful }: WrittenFile): void {
    const shown = displayPath(path);
    const { kinds, sources, trouble } = searchFile(path, this.#secrets);
    // Playwright names folders by titles: a secret may be in a name as well.
    const inName = this.#secrets.hits(shown);
    if (kinds.size === 0 && inName.length === 0 && trouble === undefined) return;
    this.#add({
      file: this.#secrets.redact(shown),
      kinds: [...kinds, ...inName.map(({ kind }) => kind)],
      sources: [...sources, ...inName.map(({ source }) => source)],
      removed: !doubtful && remove(path),
      ...(trouble === undefined ? {} : { trouble }),
    });
  }

  #add(leak: Leak): void {
    const known = this.#leaks.find(({ file }) => file === leak.file);
    const kinds = [...new Set([...(known?.kinds ?? []), ...leak.kinds])];
    // An address that a call was made to may have a secret in it.
    const named = leak.sources.map((source) => this.#secrets.redact(source));
    const sources = [...new Set([...(known?.sources ?? []), ...named])];
    if (known === undefined) this.#leaks.push({ ...leak, kinds, sources });
    else Object.assign(known, leak, { kinds, sources });
  }
}

/** What is to be watched. */
export interface Watched {
  /** Where the run writes. */
  results: string;
  /** What belongs to people and may hold secrets: files and folders that are not searched. */
  never: readonly string[];
  /** Tells what in the settings is secret. */
  teach: (secrets: SecretRegistry) => void;
}

/** The watch of this process: as with the secrets themselves, there is one. */
let current: LeakWatch | undefined;

/**
 * Begins the watch, in the process that loads the configuration first; in the processes that it starts it does
 * nothing. The process ends with exit code 1 if anything has leaked, whatever its code would have been.
 */
export function watchForLeaks({ results, never, teach }: Watched): void {
  const inherited = Vault.inherited();
  const isWorker = process.env['TEST_WORKER_INDEX'] !== undefined && process.send !== undefined;
  if (isWorker || current !== undefined || inherited?.exists() === true) return;
  const vault = Vault.create();
  const watch = new LeakWatch(vault, registry, never);
  current = watch;
  teach(registry);
  watch.watch(sharedPlaces(results), { own: false });
  // Only reports of ours are called so.
  watch.watch(
    [RECORD, JUNIT].map((name) => resolve(results, name)),
    { own: true },
  );
  for (const stream of [process.stdout, process.stderr]) watch.tap(stream);
  // A report that Playwright shows at the end would keep the process, and so the search, waiting.
  process.env['PLAYWRIGHT_HTML_OPEN'] ??= 'never';
  onExitLast(() => {
    try {
      watch.scan();
      for (const sentence of watch.unreported()) console.error(sentence);
      finishSearch?.(false);
      // What was written after the search is searched as well.
      const before = watch.leaks.length;
      if (watch.scan().length > before) finishSearch?.(true);
      for (const sentence of watch.unreported()) console.error(sentence);
    } finally {
      vault.remove();
      if (watch.leaks.length > 0) process.exitCode = EXIT.failed;
    }
  });
}

/** When the process ends, behind everything else that waits for that: also that may write, or set the exit code. */
function onExitLast(end: () => void): void {
  process.on('exit', end);
  process.on('newListener', (event: string | symbol, listener: unknown) => {
    if (event !== 'exit' || listener === end) return;
    process.nextTick(() => {
      process.off('exit', end);
      process.on('exit', end);
    });
  });
}

/** What is done when everything else has written and was searched. */
let finishSearch: ((leaked: boolean) => void) | undefined;

/**
 * Has this done when the process ends, and all leaks are known.
 *
 * @param act is called once more if what it has written `leaked`, and had to be removed.
 */
export function onSearchDone(act: (leaked: boolean) => void): void {
  // In a process whose run is watched by the one that started it, nobody calls.
  if (current === undefined && finishSearch === undefined) process.on('exit', () => finishSearch?.(false));
  finishSearch = act;
}

/** The configuration is complete: what it writes is watched as well. */
export function watchOutputs(outputs: Outputs): void {
  current?.watch(reportPlaces(outputs), { own: true });
}

/** What all processes of this run know of its secrets by now. */
export function secretsSoFar(): SecretRegistry {
  current?.readVault();
  return registry;
}

/** What was found so far, without searching. */
export function leaksSoFar(): readonly Leak[] {
  return current?.leaks ?? [];
}

/** Searches what was written so far, for the reporters. What they write after that is searched at the end. */
export function findLeaks(): readonly Leak[] {
  return current?.scan() ?? [];
}

/** The sentences about leaks that nobody has printed yet. */
export function unreportedLeaks(): string[] {
  return current?.unreported() ?? [];
}

function searchFile(path: string, secrets: SecretRegistry): ReturnType<typeof searchBytes> {
  try {
    if (lstatSync(path).size <= MAX_FILE_BYTES) return searchBytes(readFileSync(path), secrets);
    return { kinds: new Set(), sources: new Set(), trouble: 'is too large to be searched' };
  } catch {
    return { kinds: new Set(), sources: new Set(), trouble: 'cannot be read' };
  }
}

/** What cannot be searched is not handed out either. */
function remove(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch {
    return false;
  }
}

/** More of them say no more to a person; `run.json` has them all. */
const MAX_SOURCES = 4;

/** What a person is told about a leak. */
export function describeLeak({ file, kinds, sources, removed, trouble }: Leak): string {
  const more = sources.length - MAX_SOURCES;
  const named = [...sources.slice(0, MAX_SOURCES), ...(more > 0 ? [`${String(more)} more`] : [])].join(', ');
  const from = sources.length > 0 ? ` It comes from ${named}.` : '';
  const what = kinds.length > 0 ? `held a secret (${kinds.join(', ')})` : trouble;
  if (file === 'the console')
    return `LEAK: ${file} ${what ?? ''}; it was covered, unless it came in pieces.${from}`;
  if (removed) return `LEAK: ${file} ${what ?? ''}, and was removed.${from}`;
  if (kinds.length === 0) return `LEAK: ${file} ${what ?? ''}.`;
  return `LEAK: ${file} ${what ?? ''}. It was NOT removed, because it may be your own: look at it.${from}`;
}
