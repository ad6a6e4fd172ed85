/**
 * What this machine's runs have created, on disk, noted before it is created: what a crash leaves behind is
 * found here. One file per tenant, a line per event, no secrets.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** The folder, beside the project and never inside the results. */
export const LEDGER_FOLDER = '.keyturn';

const line = z.object({
  at: z.iso.datetime(),
  event: z.enum(['creating', 'created', 'removed']),
  run: z.string(),
  machine: z.string(),
  pid: z.int(),
  tenant: z.string(),
  kind: z.literal('user'),
  address: z.string(),
  externalId: z.string(),
  id: z.int().optional(),
});

/** An event in the life of something we created. */
export type LedgerLine = z.infer<typeof line>;

/** A user that was noted and not yet removed. */
export type Entry = Pick<LedgerLine, 'run' | 'machine' | 'pid' | 'address' | 'externalId' | 'at' | 'id'>;

/** The ledger of one tenant. */
export class Ledger {
  readonly #tenant: string;
  readonly #run: string;
  readonly #folder: string | undefined;
  /** What this run has created and not removed, by `externalId`. */
  readonly #own = new Map<string, { address: string; id: number | undefined }>();

  /** `folder` is left out for a tenant that ends with the run, such as the embedded emulator. */
  constructor(options: { tenant: string; run: string; folder?: string }) {
    this.#tenant = options.tenant;
    this.#run = options.run;
    this.#folder = options.folder;
  }

  /** Notes a user, on the disk, before the call that creates it. */
  creating(user: { address: string; externalId: string }): void {
    this.#own.set(user.externalId, { address: user.address, id: undefined });
    this.#write('creating', user);
  }

  /** Notes the id that the tenant gave. */
  created(user: { address: string; externalId: string; id: number }): void {
    this.#own.set(user.externalId, { address: user.address, id: user.id });
    this.#write('created', user);
  }

  /** Notes that a user is gone, after that was proved. */
  removed(user: { address: string; externalId: string }): void {
    this.#own.delete(user.externalId);
    this.#write('removed', user);
  }

  /** Gives up on a user that could not be found: it stays noted on the disk, for the next run to look again. */
  leaveToNextRun({ externalId }: { externalId: string }): void {
    this.#own.delete(externalId);
  }

  /** What this run has created and not removed. */
  own(): { externalId: string; address: string; id: number | undefined }[] {
    return [...this.#own].map(([externalId, user]) => ({ externalId, ...user }));
  }

  /** What other runs of this machine noted on this tenant and did not remove. Unreadable lines are left alone. */
  others(): Entry[] {
    const open = new Map<string, Entry>();
    for (const event of this.#read()) {
      if (event.tenant !== this.#tenant) continue;
      // A removal counts whoever noted it, this run too.
      if (event.event === 'removed') open.delete(event.externalId);
      else if (event.run !== this.#run) open.set(event.externalId, event);
    }
    return [...open.values()];
  }

  /** Whether the run that noted this can still be at work: its process is there, or it ran elsewhere. */
  static mayBeAlive({ machine, pid }: Pick<Entry, 'machine' | 'pid'>): boolean {
    if (machine !== hostname()) return true;
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  }

  get #path(): string | undefined {
    if (this.#folder === undefined) return undefined;
    return join(this.#folder, `${new URL(this.#tenant).host.replaceAll(':', '_')}.jsonl`);
  }

  #write(event: LedgerLine['event'], user: { address: string; externalId: string; id?: number }): void {
    const path = this.#path;
    if (path === undefined || this.#folder === undefined) return;
    const entry: LedgerLine = {
      at: new Date().toISOString(),
      event,
      run: this.#run,
      machine: hostname(),
      pid: process.pid,
      tenant: this.#tenant,
      kind: 'user',
      address: user.address,
      externalId: user.externalId,
      ...(user.id === undefined ? {} : { id: user.id }),
    };
    mkdirSync(this.#folder, { recursive: true });
    const file = openSync(path, 'a', 0o600);
    try {
      // A line of its own, also behind one that a crash cut off.
      writeSync(file, `\n${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  #read(): LedgerLine[] {
    const path = this.#path;
    if (path === undefined) return [];
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      return [];
    }
    return text.split('\n').flatMap((raw) => {
      try {
        const parsed = line.safeParse(JSON.parse(raw));
        return parsed.success ? [parsed.data] : [];
      } catch {
        return [];
      }
    });
  }
}
