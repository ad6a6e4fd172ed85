/**
 * The ledger: what this machine's runs create, recorded on disk before the call that creates it, so that leftovers of a crash
 * can be found. A file (files.ts) is deleted once it has no open entries.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { notWritableError } from '../machine/writable.ts';
import type { LedgerEvent } from '../verdict/cell.ts';
import type { Entry, LedgerThing } from './entry.ts';
import {
  readLines,
  append,
  openEntriesIn,
  remove,
  ledgerOf,
  filesIn,
  type Line,
  SET_ASIDE,
  PLACE,
  namesIn,
} from './files.ts';
import { thisProcess } from './process-identity.ts';

/** The ledger of one tenant, as one process of a run keeps it. */
export class Ledger {
  readonly #tenant: string;
  readonly #run: string;
  readonly #root: string | undefined;
  readonly #onEvent: ((event: LedgerEvent) => void) | undefined;
  readonly #process = thisProcess();
  /** The open entries of this process. */
  readonly #own = new Map<string, Entry>();
  /** Entries that this process gave up on. They stay open in the file. */
  readonly #leftOpen = new Map<string, Entry>();

  /**
   * @param options `folder` is omitted for a tenant that ends with the run, such as an embedded emulator. `onEvent` is called
   *   for everything that is recorded about this run.
   */
  constructor(options: {
    tenant: string;
    run: string;
    folder?: string;
    onEvent?: (event: LedgerEvent) => void;
  }) {
    this.#tenant = options.tenant;
    this.#run = options.run;
    this.#root = options.folder;
    this.#onEvent = options.onEvent;
  }

  /** Records something on disk, before the call that creates it. */
  creating<Thing extends LedgerThing>(thing: Thing): Entry<Thing> {
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

  /** Records that an answer confirmed the creation, before its ID is known or verified. */
  answered(entry: Entry): void {
    if (entry.answered) return;
    entry.answered = true;
    this.#write('answered', entry);
  }

  /** Records its ID on the tenant. */
  created(entry: Entry, id: number): void {
    if (entry.id === id) return;
    entry.answered = true;
    entry.id = id;
    this.#write('created', entry);
  }

  /** Closes an entry, of this or another run, after it was proved that the thing is gone or was never created. */
  removed(entry: Entry): void {
    this.#own.delete(entry.key);
    this.#report('removed', entry);
    for (const file of this.#files()) {
      const recorded = readLines(file).lines.find(({ key }) => key === entry.key);
      if (recorded === undefined) continue;
      append(file, { ...recorded, at: new Date().toISOString(), event: 'removed' });
      // Read again, because another process may have closed the remaining entries.
      if (openEntriesIn(readLines(file).lines).length === 0) remove(file);
    }
  }

  /** Gives up on something that was not found. Its entry stays open on disk, so that the next run searches again. */
  markNotFound(entry: Entry): void {
    if (!this.#own.delete(entry.key)) return;
    this.#leftOpen.set(entry.key, entry);
    this.#write('not found', entry);
  }

  /** Records that this run has done what it could. Open entries are left to the next run. */
  markLeft(): void {
    for (const entry of this.#own.values()) this.#write('left', entry);
  }

  /** Returns the open entries of this process. */
  own(): Entry[] {
    return [...this.#own.values()];
  }

  /** Returns the open entries that other processes of this machine recorded for this tenant. */
  others(): Entry[] {
    return this.#files()
      .filter((file) => file !== this.#ownFile)
      .flatMap((file) =>
        openEntriesIn(readLines(file).lines.filter(({ tenant }) => tenant === this.#tenant)),
      );
  }

  /** Whether a run has open entries on this machine and all of its processes have ended. */
  hasRunEnded(run: string): boolean {
    const entries = this.others().filter((entry) => entry.run === run);
    return entries.length > 0 && entries.every(({ alive }) => !alive);
  }

  /** Returns all open entries of this tenant, of all processes, including those that were given up on. */
  all(): Entry[] {
    return [...this.#own.values(), ...this.#leftOpen.values(), ...this.others()];
  }

  /**
   * Sets aside every file that is damaged or about another tenant. The readable entries of a damaged file are kept, and
   * nothing is guessed.
   *
   * @returns a message for each file.
   */
  setAsideDamaged(): string[] {
    return this.#files().flatMap((file) => {
      const wrong = this.#whatIsWrong(readLines(file));
      if (wrong === undefined) return [];
      const setAside = this.#setAside(file);
      if (setAside === undefined) return [];
      if ('problem' in setAside)
        return [`The ledger file ${file} ${wrong} and could not be set aside: ${setAside.problem}`];
      const { to } = setAside;
      // Read again after the move, because another run may have recorded something in between.
      const read = readLines(to);
      const kept = read.lines.filter(({ tenant }) => tenant === this.#tenant);
      const open = openEntriesIn(kept).length;
      if (open > 0) for (const each of kept) append(file, each);
      return [
        `The ledger file ${file} ${this.#whatIsWrong(read) ?? 'was damaged'}. It was moved to ${to}. ` +
          `${keptSentence(open)} ` +
          'Anything else it recorded can be found on the tenant by its marker.',
      ];
    });
  }

  /** Returns the problem with a file, as the end of a sentence. */
  #whatIsWrong({ lines, damage }: ReturnType<typeof readLines>): string | undefined {
    const foreign = lines.find(({ tenant }) => tenant !== this.#tenant);
    return foreign === undefined ? damage : `is about another tenant, ${foreign.tenant}`;
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

  #write(event: Line['event'], entry: Entry): void {
    this.#report(event, entry);
    const { key, thing, id, at } = entry;
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

  #report(did: Line['event'], { run, key, thing, id }: Entry): void {
    if (run !== this.#run) return;
    const whose = thing.kind === 'user' ? thing.address : thing.identity;
    const at = new Date().toISOString();
    this.#onEvent?.({ key, did, kind: thing.kind, whose, ...(id === undefined ? {} : { id }), at });
  }

  /** Moves a file. Returns its new path or the problem, or `undefined` if another run was faster. */
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

function keptSentence(open: number): string {
  if (open === 0) return 'It contained no readable open entries of this tenant.';
  return `Its ${String(open)} readable open ${open === 1 ? 'entry was' : 'entries were'} kept.`;
}

/** Returns the open entries of a run on all tenants. Call this when the workers of the run have ended. */
export function openEntriesOf(run: string, folder: string): Entry[] {
  return namesIn(folder)
    .filter((name) => name !== SET_ASIDE)
    .flatMap((tenant) => filesIn(join(folder, tenant)))
    .flatMap((file) => openEntriesIn(readLines(file).lines.filter((each) => each.run === run)));
}
