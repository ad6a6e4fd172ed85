/**
 * What this machine's runs have created, on disk, noted before the call that creates it: what a crash leaves behind
 * is found here. A file (files.ts) goes when nothing is open in it any more.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { notWritableError } from '../machine/writable.ts';
import { thisProcess } from './process-mark.ts';
import type { Entry, Noted } from './entry.ts';
import {
  readLines,
  append,
  openIn,
  remove,
  ledgerOf,
  filesIn,
  type Line,
  SET_ASIDE,
  PLACE,
  namesIn,
} from './files.ts';

/** The ledger of one tenant, as one process of a run keeps it. */
export class Ledger {
  readonly #tenant: string;
  readonly #run: string;
  readonly #root: string | undefined;
  readonly #process = thisProcess();
  /** What this process has created and not removed. */
  readonly #own = new Map<string, Entry>();
  /** What it gave up on; the file keeps it. */
  readonly #leftOpen = new Map<string, Entry>();

  /** `folder` is left out for a tenant that ends with the run, such as the embedded emulator. */
  constructor(options: { tenant: string; run: string; folder?: string }) {
    this.#tenant = options.tenant;
    this.#run = options.run;
    this.#root = options.folder;
  }

  /** Notes something, on the disk, before the call that creates it. */
  creating<Thing extends Noted>(thing: Thing): Entry<Thing> {
    const key = randomBytes(6).toString('hex');
    const at = new Date().toISOString();
    const of = { run: this.#run, tenant: this.#tenant };
    const entry = {
      key,
      thing,
      ...of,
      at,
      id: undefined,
      answered: false,
      alive: true,
      notFound: false,
      left: false,
    };
    this.#write('creating', entry);
    this.#own.set(key, entry);
    return entry;
  }

  /** Notes that an answer has said that it was created, before its id is known, or shown to be its. */
  answered(entry: Entry): void {
    if (entry.answered) return;
    entry.answered = true;
    this.#write('answered', entry);
  }

  /** Notes the id that the tenant gave. */
  created(entry: Entry, id: number): void {
    if (entry.id === id) return;
    entry.answered = true;
    entry.id = id;
    this.#write('created', entry);
  }

  /** Notes that it is gone, after that was proved, or that it never came to be. Also for another run's. */
  removed(entry: Entry): void {
    this.#own.delete(entry.key);
    for (const file of this.#files()) {
      const noted = readLines(file).lines.find(({ key }) => key === entry.key);
      if (noted === undefined) continue;
      append(file, { ...noted, at: new Date().toISOString(), event: 'removed' });
      // Looked at again, because another process may have struck out the rest.
      if (openIn(readLines(file).lines).length === 0) remove(file);
    }
  }

  /** Gives up on what could not be found: it stays noted on the disk, for the next run to look again. */
  markLeft(entry: Entry): void {
    if (!this.#own.delete(entry.key)) return;
    this.#leftOpen.set(entry.key, entry);
    this.#write('not found', entry);
  }

  /** Notes that this run has done what it could: what is still open is left to the next one. */
  markNotFound(): void {
    for (const entry of this.#own.values()) this.#write('left', entry);
  }

  /** What this process has created and not removed. */
  own(): Entry[] {
    return [...this.#own.values()];
  }

  /** What other processes of this machine noted on this tenant and did not remove. */
  others(): Entry[] {
    return this.#files()
      .filter((file) => file !== this.#ownFile)
      .flatMap((file) => openIn(readLines(file).lines.filter(({ tenant }) => tenant === this.#tenant)));
  }

  /** Whether a run has noted something on this machine that it did not remove, and all of its processes have ended. */
  hasRunEnded(run: string): boolean {
    const entries = this.others().filter((entry) => entry.run === run);
    return entries.length > 0 && entries.every(({ alive }) => !alive);
  }

  /** Everything that is noted on this tenant and not removed, by whomever, also what was given up on. */
  all(): Entry[] {
    return [...this.#own.values(), ...this.#leftOpen.values(), ...this.others()];
  }

  /**
   * Sets aside every file that is damaged or speaks of another tenant. What can be read of a damaged one is kept;
   * nothing is guessed at.
   *
   * @returns a sentence for each.
   */
  setAsideDamaged(): string[] {
    return this.#files().flatMap((file) => {
      const wrong = this.#whatIsWrong(readLines(file));
      if (wrong === undefined) return [];
      const setAside = this.#setAside(file);
      if (setAside === undefined) return [];
      if ('problem' in setAside)
        return [`The ledger ${file} ${wrong}, and could not be set aside: ${setAside.problem}`];
      const { to } = setAside;
      // Only now: a run at work may have noted something in between.
      const read = readLines(to);
      const kept = read.lines.filter(({ tenant }) => tenant === this.#tenant);
      const open = openIn(kept).length;
      if (open > 0) for (const each of kept) append(file, each);
      return [
        `The ledger ${file} ${this.#whatIsWrong(read) ?? 'was damaged'}. It was set aside as ${to}; of what could be ` +
          `read of it, ${String(open)} open ${open === 1 ? 'entry was' : 'entries were'} kept. What else it noted can ` +
          'be found on the tenant by its mark.',
      ];
    });
  }

  /** As the end of a sentence. */
  #whatIsWrong({ lines, damage }: ReturnType<typeof readLines>): string | undefined {
    const foreign = lines.find(({ tenant }) => tenant !== this.#tenant);
    return foreign === undefined ? damage : `speaks of another tenant, ${foreign.tenant}`;
  }

  get #folder(): string | undefined {
    return this.#root === undefined ? undefined : ledgerOf(this.#tenant, this.#root);
  }

  get #ownFile(): string | undefined {
    const folder = this.#folder;
    return folder === undefined ? undefined : join(folder, `${this.#run}-${String(this.#process.pid)}.jsonl`);
  }

  #files(): string[] {
    return this.#folder === undefined ? [] : filesIn(this.#folder);
  }

  #write(event: Line['event'], { key, thing, id, at }: Entry): void {
    const file = this.#ownFile;
    if (file === undefined) return;
    append(file, {
      at: event === 'creating' ? at : new Date().toISOString(),
      event,
      key,
      tenant: this.#tenant,
      run: this.#run,
      machine: this.#process.machine,
      pid: this.#process.pid,
      ...(this.#process.began === undefined ? {} : { began: this.#process.began }),
      thing,
      ...(id === undefined ? {} : { id }),
    });
  }

  /** Where it is now, or why it is where it was; nothing if another run was faster. */
  #setAside(file: string): { to: string } | { problem: string } | undefined {
    const folder = ledgerOf(this.#tenant, join(this.#root ?? '', SET_ASIDE));
    const to = join(folder, `${String(Date.now())}-${randomBytes(3).toString('hex')}-${basename(file)}`);
    try {
      mkdirSync(folder, { recursive: true });
      renameSync(file, to);
      return { to };
    } catch (error) {
      if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
      return { problem: notWritableError({ path: folder, ...PLACE }, error).message };
    }
  }
}

/** What a run has noted, on whatever tenant, and not removed: for the end of a run, when its workers are gone. */
export function openEntriesOf(run: string, folder: string): Entry[] {
  return namesIn(folder)
    .filter((name) => name !== SET_ASIDE)
    .flatMap((tenant) => filesIn(join(folder, tenant)))
    .flatMap((file) => openIn(readLines(file).lines.filter((each) => each.run === run)));
}
