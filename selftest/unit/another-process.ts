/** Ledger files as another process would have left them on the disk. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../../helpers/ledger/ledger.ts';

/** The ID of a process that cannot exist: operating systems use smaller ones. */
export const ENDED = 2 ** 30;

export interface AnotherProcess {
  /** The folder of all ledgers. */
  folder: string;
  run: string;
  tenant?: string;
  /** By default, the ID of a process that has ended. */
  pid?: number;
  machine?: string;
  /** When it recorded everything. */
  at?: string;
}

/** Writes what `act` records as if another process had recorded it. Returns the file. */
export function recordAs(
  { folder, run, tenant = 'https://acme.zendesk.com', pid = ENDED, machine, at }: AnotherProcess,
  act: (ledger: Ledger) => void,
): string {
  const draft = join(folder, `being-written-${run}-${String(pid)}`);
  act(new Ledger({ tenant, run, folder: draft }));
  const host = new URL(tenant).host.replaceAll(':', '_');
  const text = readFileSync(join(draft, host, `${run}-${String(process.pid)}.jsonl`), 'utf8');
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const event = JSON.parse(line) as Record<string, unknown>;
      delete event['began'];
      return JSON.stringify({ ...event, pid, machine: machine ?? hostname(), at: at ?? event['at'] });
    });
  rmSync(draft, { recursive: true });
  mkdirSync(join(folder, host), { recursive: true });
  const file = join(folder, host, `${run}-${String(pid)}.jsonl`);
  writeFileSync(file, lines.map((line) => `\n${line}\n`).join(''));
  return file;
}
