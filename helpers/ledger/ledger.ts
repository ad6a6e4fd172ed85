/**
 * What this machine's runs have created, on disk, noted before the call that creates it: what a crash leaves behind
 * is found here. One folder a tenant, one file a process, so that runs side by side never write to the same file; a
 * line per event, no secrets. A file goes when nothing is open in it any more.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../json.ts';
import { notWritable, whyNotWritable } from '../machine/writable.ts';
import type { Blocked } from '../verdict/errors.ts';
import { mayBeAlive, thisProcess } from './process-mark.ts';

/** The folder, if `KEYTURN_STATE` names no other: in the project and never inside the results. */
export const LEDGER_FOLDER = '.keyturn';

/** What it is for, and how to have it elsewhere. */
const PLACE = {
  purpose:
    'the ledger, in which a run notes what it creates on a tenant before it does, so that it is found again if the run dies',
  variable: 'KEYTURN_STATE',
};

/** Below it, what could not be read. */
const SET_ASIDE = 'set-aside';

/**
 * A user, with the mark by which the tenant knows whose it is; and, of one that is only borrowed, the role to be given back
 * with it.
 */
const user = z.object({
  kind: z.literal('user'),
  address: z.string(),
  marker: z.string(),
  role: z.string().optional(),
});

/**
 * A token. Its id is known only after the call that creates it; until then it can be told by the lifetime that was
 * asked for, which is another one for each token.
 */
const token = z.object({ kind: z.literal('token'), identity: z.string(), lifetimeS: z.int().positive() });

export type NotedUser = z.infer<typeof user>;
export type NotedToken = z.infer<typeof token>;
/** Something that a run creates on a tenant. */
export type Noted = NotedUser | NotedToken;

const line = z.object({
  at: z.iso.datetime(),
  event: z.enum(['creating', 'answered', 'created', 'not found', 'left', 'removed']),
  /** The same in all events of one thing. */
  key: z.string(),
  tenant: z.string(),
  run: z.string(),
  machine: z.string(),
  pid: z.int(),
  began: z.string().optional(),
  thing: z.discriminatedUnion('kind', [user, token]),
  /** What the tenant calls it. */
  id: z.int().optional(),
});
type Line = z.infer<typeof line>;

/** Something that was noted and not yet removed. */
export interface Entry<Thing extends Noted = Noted> {
  readonly key: string;
  readonly thing: Thing;
  readonly run: string;
  readonly tenant: string;
  /** When it was noted, ISO 8601. */
  readonly at: string;
  /** What the tenant calls it, once that is known. */
  id: number | undefined;
  /** Whether an answer has said that it was created: then it is there, whether its id is known or not. */
  answered: boolean;
  /** Whether the process that noted it can still be at work. */
  readonly alive: boolean;
  /** Its creation got no answer, and it was looked for in vain: probably it never came to be. */
  readonly notFound: boolean;
  /** The clean-up of its own run could not remove it. */
  readonly left: boolean;
}

/** Whether an entry is about a user. */
export const isUser = (entry: Entry): entry is Entry<NotedUser> => entry.thing.kind === 'user';
/** Whether an entry is about a token. */
export const isToken = (entry: Entry): entry is Entry<NotedToken> => entry.thing.kind === 'token';

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
  leaveToNextRun(entry: Entry): void {
    if (!this.#own.delete(entry.key)) return;
    this.#leftOpen.set(entry.key, entry);
    this.#write('not found', entry);
  }

  /** Notes that this run has done what it could: what is still open is left to the next one. */
  giveUp(): void {
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
  isOver(run: string): boolean {
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
      return { problem: notWritable({ path: folder, ...PLACE }, error).message };
    }
  }
}

/** Why nothing could be noted about a tenant in this folder, tried before there is anything to note. */
export function whyNoLedger(tenant: string, folder: string): Blocked | undefined {
  return whyNotWritable({ path: ledgerOf(tenant, folder), ...PLACE });
}

/** The folder of a tenant's ledger, below that of all ledgers. */
export function ledgerOf(tenant: string, folder: string): string {
  return join(folder, new URL(tenant).host.replaceAll(':', '_'));
}

/** What a run has noted, on whatever tenant, and not removed: for the end of a run, when its workers are gone. */
export function openEntriesOf(run: string, folder: string): Entry[] {
  return namesIn(folder)
    .filter((name) => name !== SET_ASIDE)
    .flatMap((tenant) => filesIn(join(folder, tenant)))
    .flatMap((file) => openIn(readLines(file).lines.filter((each) => each.run === run)));
}

function filesIn(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
    .sort();
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function openIn(lines: readonly Line[]): Entry[] {
  const open = new Map<string, Entry>();
  for (const { event, key, thing, run, tenant, at, id, machine, pid, began } of lines) {
    if (event === 'removed') open.delete(key);
    else {
      const before = open.get(key);
      const answered = before?.answered === true || event === 'answered' || event === 'created';
      const alive = mayBeAlive({ machine, pid, began });
      const state = { alive, notFound: event === 'not found', left: event === 'left' };
      open.set(key, { key, thing, run, tenant, at: before?.at ?? at, id, answered, ...state });
    }
  }
  return [...open.values()];
}

/** The lines of a file, and what is wrong with it, as the end of a sentence. */
function readLines(file: string): { lines: Line[]; damage: string | undefined } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { lines: [], damage: code === 'ENOENT' ? undefined : `cannot be read (${code})` };
  }
  const lines: Line[] = [];
  let damage: string | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    if (raw.trim() === '') continue;
    const parsed = line.safeParse(parseJson(raw));
    if (parsed.success) lines.push(parsed.data);
    else damage ??= `is damaged in line ${String(index + 1)}`;
  }
  return { lines, damage };
}

/** Appends a line, and waits until it is on the disk. */
function append(file: string, entry: Line): void {
  try {
    const handle = openForAppending(file);
    try {
      // A line of its own, also behind one that a crash cut off.
      writeSync(handle, `\n${JSON.stringify(entry)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw notWritable({ path: file, ...PLACE }, error);
  }
}

/** A run that ends takes the folder with it if it is empty: perhaps just now. */
function openForAppending(file: string): number {
  for (let tries = 1; ; tries++) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    try {
      return openSync(file, 'a', 0o600);
    } catch (error) {
      if (tries === 5 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Removes a file, and its folder if that was the last one. */
function remove(file: string): void {
  rmSync(file, { force: true });
  try {
    rmdirSync(dirname(file));
  } catch {
    // It is not empty: another run is at work.
  }
}
