/**
 * The second line of defense against leaks, after the redaction in the workers. It searches everything that a run has
 * written for every secret that any of its processes has learned. It begins when the configuration loads, and ends with the
 * process, so that no reporter on the command line can replace it.
 */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Shard } from '../shard.ts';
import { JUNIT, NOTEBOOK_FILES, RECORD } from '../results/files.ts';
import { displayPath } from '../machine/project.ts';
import type { SecretKind } from '../secrets/kinds.ts';
import { type Origin, secrets as registry, type SecretRegistry } from '../secrets/registry.ts';
import { Vault } from '../secrets/vault.ts';
import { EXIT } from '../verdict/verdict.ts';
import { reportPlaces, type Outputs, sharedPlaces, FileWatch } from './places.ts';
import { type SearchedFile, searchWritten } from './search-written.ts';

/** A leak, or an output that could not be searched. It never contains the value of a secret. */
export interface Leak {
  /** The file, relative to the working directory or absolute if it is outside; `the console` for output of the main process. */
  file: string;
  kinds: SecretKind[];
  /** Where the secrets come from: a variable, or the part of an answer that contained one. */
  sources: string[];
  /** Whether the secret is gone: a file of the run is removed, and console output is redacted. */
  removed: boolean;
  /** Why it could not be searched, as the end of a sentence. */
  trouble?: string;
}

/** Number of earlier characters that are searched again with new output, because two writes may split a secret. */
const CONSOLE_TAIL_LENGTH = 2000;

/** Watches one run. */
class LeakWatch {
  readonly #vault: Vault;
  readonly #secrets: SecretRegistry;
  readonly #written: FileWatch;
  readonly #leaks: Leak[] = [];
  readonly #onConsole: Origin[] = [];
  #reported = 0;

  constructor(vault: Vault, secrets: SecretRegistry, never: readonly string[]) {
    this.#vault = vault;
    this.#secrets = secrets;
    this.#written = new FileWatch(never);
  }

  /** The leaks that were found so far. */
  get leaks(): readonly Leak[] {
    return this.#leaks;
  }

  /** See {@link FileWatch.watch}. */
  watch(places: readonly string[], options: { onlyReports: boolean }): void {
    this.#written.watch(places, options);
  }

  /** Learns the secrets of other processes. Returns whether all of them could be read. */
  readVault(): boolean {
    return this.#vault.readInto(this.#secrets);
  }

  /** Searches everything that was written since the last call, and removes the run's own files that contain a leak. */
  scan(): readonly Leak[] {
    if (!this.readVault()) {
      const trouble = 'is incomplete: not every secret of this run could be read back';
      this.#add({ file: 'the search for secrets', kinds: [], sources: [], removed: false, trouble });
    }
    for (const searched of searchWritten(this.#written, this.#secrets)) this.#judge(searched);
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

  /** See {@link addKnownLeaks}. */
  addKnown(leaks: readonly Leak[]): void {
    for (const leak of leaks) this.#add(leak);
  }

  /** Returns the messages about leaks that were not returned before. */
  unreported(): string[] {
    const messages = this.#leaks.slice(this.#reported).map(describeLeak);
    this.#reported = this.#leaks.length;
    return messages;
  }

  /** Searches what a stream of this process prints, and redacts what it finds. */
  tap(stream: NodeJS.WriteStream): void {
    const raw: (chunk: never, ...rest: never[]) => boolean = stream.write.bind(stream);
    let tail = '';
    stream.write = (chunk: unknown, ...rest: unknown[]) => {
      const text = chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : String(chunk);
      this.readVault();
      const hits = this.#secrets.hits(tail + text);
      this.#onConsole.push(...hits.map(({ secret }) => secret));
      tail = hits.length > 0 ? '' : (tail + text).slice(-CONSOLE_TAIL_LENGTH);
      return raw((hits.length > 0 ? this.#secrets.redact(text) : chunk) as never, ...(rest as never[]));
    };
  }

  #judge({ file: { path, mayBeForeign }, found: { kinds, sources, trouble } }: SearchedFile): void {
    const shown = displayPath(path);
    // Playwright names folders after titles, so a name may contain a secret as well.
    const inName = this.#secrets.hits(shown).map(({ secret }) => secret);
    if (kinds.size === 0 && inName.length === 0 && trouble === undefined) return;
    this.#add({
      file: this.#secrets.redact(shown),
      kinds: [...kinds, ...inName.map(({ kind }) => kind)],
      sources: [...sources, ...inName.map(({ source }) => source)],
      removed: !mayBeForeign && remove(path),
      ...(trouble === undefined ? {} : { trouble }),
    });
  }

  #add(leak: Leak): void {
    const known = this.#leaks.find(({ file }) => file === leak.file);
    const kinds = [...new Set([...(known?.kinds ?? []), ...leak.kinds])];
    // A source may name the URL of a call, which may contain a secret.
    const named = leak.sources.map((source) => this.#secrets.redact(source));
    const sources = [...new Set([...(known?.sources ?? []), ...named])];
    if (known === undefined) this.#leaks.push({ ...leak, kinds, sources });
    else Object.assign(known, leak, { kinds, sources });
  }
}

/** What the watch needs to know. */
export interface Watched {
  /** Where the run writes. */
  results: string;
  /** Where it remembers earlier runs. Only runs write there. */
  history: string;
  /** Files and folders that belong to people and may contain secrets. They are not searched. */
  never: readonly string[];
  /** The shard that is run. `undefined` if the run is not sharded. */
  shard: Shard | undefined;
  /** Adds the secrets of the settings to a registry. */
  teach: (secrets: SecretRegistry) => void;
}

/** The watch of this process. */
let current: LeakWatch | undefined;

/**
 * Begins the watch in the process that loads the configuration first, and does nothing in its child processes. If anything
 * has leaked, the process ends with exit code 1, whatever its code would have been.
 */
export function watchForLeaks({ results, history, never, shard, teach }: Watched): void {
  const inherited = Vault.inherited();
  const isWorker = process.env['TEST_WORKER_INDEX'] !== undefined && process.send !== undefined;
  if (isWorker || current !== undefined || inherited?.exists() === true) return;
  const vault = Vault.create(process.env, shard);
  vault.nameSecretsOf(registry);
  const watch = new LeakWatch(vault, registry, never);
  current = watch;
  teach(registry);
  watch.watch(sharedPlaces(results), { onlyReports: false });
  // Only our own reports have these names, and nothing else is in the history.
  watch.watch([...[RECORD, JUNIT, ...NOTEBOOK_FILES].map((name) => resolve(results, name)), history], {
    onlyReports: true,
  });
  for (const stream of [process.stdout, process.stderr]) watch.tap(stream);
  // If Playwright served its report at the end, the process would not exit, and the search would not run.
  process.env['PLAYWRIGHT_HTML_OPEN'] ??= 'never';
  onExitLast(() => {
    try {
      watch.scan();
      for (const sentence of watch.unreported()) console.error(sentence);
      finishSearch?.(false);
      // The callback may have written reports, so these are searched as well.
      const before = watch.leaks.length;
      if (watch.scan().length > before) finishSearch?.(true);
      for (const sentence of watch.unreported()) console.error(sentence);
    } finally {
      vault.remove();
      if (watch.leaks.length > 0) process.exitCode = EXIT.failed;
    }
  });
}

/** Runs `end` after all other exit listeners, because those may still write, or set the exit code. */
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

/** The callback for when everything has been written and searched. */
let finishSearch: ((leaked: boolean) => void) | undefined;

/**
 * Registers a callback for the end of the process, when all leaks are known.
 *
 * @param act is called again, with `leaked` set, if something that it wrote contained a secret and had to be removed
 */
export function onSearchDone(act: (leaked: boolean) => void): void {
  // A child process has no watch that would call it.
  if (current === undefined && finishSearch === undefined) process.on('exit', () => finishSearch?.(false));
  finishSearch = act;
}

/** Watches the places in the complete configuration as well. */
export function watchOutputs(outputs: Outputs): void {
  current?.watch(reportPlaces(outputs), { onlyReports: true });
}

/** Adds leaks that were found elsewhere: in the runs of the shards that this process merges. */
export function addKnownLeaks(leaks: readonly Leak[]): void {
  current?.addKnown(leaks);
}

/** Returns the secrets that all processes of this run have learned so far. */
export function secretsSoFar(): SecretRegistry {
  current?.readVault();
  return registry;
}

/** Returns the leaks that were found so far, without a search. */
export function leaksSoFar(): readonly Leak[] {
  return current?.leaks ?? [];
}

/** Searches what was written so far, for the reporters. What they write afterwards is searched at the end. */
export function findLeaks(): readonly Leak[] {
  return current?.scan() ?? [];
}

/** Returns the messages about leaks that were not printed yet. */
export function unreportedLeaks(): string[] {
  return current?.unreported() ?? [];
}

/** Removes a file that leaked or could not be searched. Returns whether it is gone. */
function remove(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch {
    return false;
  }
}

/** How many sources a message names. `run.json` contains all of them. */
const MAX_SOURCES = 4;

/** Returns the console message about a leak. */
export function describeLeak({ file, kinds, sources, removed, trouble }: Leak): string {
  const more = sources.length - MAX_SOURCES;
  const named = [...sources.slice(0, MAX_SOURCES), ...(more > 0 ? [`${String(more)} more`] : [])].join(', ');
  const from = sources.length > 0 ? ` ${sources.length === 1 ? 'Source' : 'Sources'}: ${named}.` : '';
  const what = kinds.length > 0 ? `contained a secret (${kinds.join(', ')})` : trouble;
  if (file === 'the console')
    return `LEAK: ${file} ${what ?? ''}; it was redacted, except where it was printed in several pieces.${from}`;
  if (removed) return `LEAK: ${file} ${what ?? ''} and was removed.${from}`;
  if (kinds.length === 0) return `LEAK: ${file} ${what ?? ''}.`;
  return `LEAK: ${file} ${what ?? ''}. It was NOT removed because it may be your own file. Check it.${from}`;
}
