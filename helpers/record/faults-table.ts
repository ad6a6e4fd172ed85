/** The faults that checks and cells are known to catch, from the generated table `docs/faults.md`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../machine/project.ts';

/** A fault of an emulated tenant. */
export interface Fault {
  readonly name: string;
  /** What the tenant does. */
  readonly sentence: string;
}

/** Faults by the address of the check, cell or proof that catches them. */
export type FaultsTable = ReadonlyMap<string, readonly Fault[]>;

/** A row: the fault, what the tenant does, and the check and cell that catch it, or a remark. */
const ROW = /^\| `([^`]+)` \| (.*) \| ([^|]*) \| ([^|]*) \|$/;

const HEAD = /^\| Fault \|/;

const ADDRESS = /^[\w-]+\/[\w-]+\/[\w-]+(?:#[\w-]+)?$/;

/** Reads the table. It is empty if the file is missing, because an installed copy may come without documentation. */
export function readFaultsTable(path = join(PROJECT, 'docs', 'faults.md')): FaultsTable {
  return faultsIn(existsSync(path) ? readFileSync(path, 'utf8') : '');
}

/** Returns the faults in the text of the table. Its tables of variations are ignored. */
export function faultsIn(text: string): FaultsTable {
  const faults = new Map<string, Fault[]>();
  let isFaults = false;
  for (const line of text.split(/\r?\n/)) {
    const row = ROW.exec(line);
    if (row === null) {
      // The line below the head of a table consists of dashes.
      isFaults = HEAD.test(line) || (isFaults && /^\|[ -]/.test(line));
      continue;
    }
    if (!isFaults) continue;
    const [, name = '', sentence = '', ...catchers] = row;
    for (const address of catchers.filter((each) => ADDRESS.test(each)))
      faults.set(address, [
        ...(faults.get(address) ?? []),
        { name, sentence: sentence.replaceAll('\\|', '|') },
      ]);
  }
  return faults;
}

/** The faults that a check or cell is known to catch, with the address of the cell, check or proof that does. */
export function faultsCaughtBy(
  table: FaultsTable,
  address: string,
): { readonly by: string; readonly fault: Fault }[] {
  return [...table]
    .filter(([by]) => by === address || by.startsWith(`${address}#`))
    .flatMap(([by, faults]) => faults.map((fault) => ({ by, fault })));
}
