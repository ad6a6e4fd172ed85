/**
 * A cell of a notebook: a function of its tenant, its notes and its proofs, just as a check is a function of its bench.
 * It does not depend on the test runner, so the same cell can run on a live tenant, on an emulator, and on every fault of
 * an emulator.
 */
import type { Source } from '../verdict/cell.ts';
import type { Notes } from './notes.ts';
import type { Prove } from './prove.ts';
import { callingStatement } from './source.ts';

/** What every cell gets in addition to the tenant of its system. `Subjects` are the notes that cells pass on. */
export interface CellContext<Subjects extends object> {
  notes: Notes<Subjects>;
  proof: Prove;
  /** Prints a line below the running cell. */
  say: (line: string) => void;
  /** Records the tenant's fingerprint, by name: settings, requirements, versions. */
  fingerprint: (of: Record<string, string>) => void;
}

/** One cell. */
export interface Cell<Context> {
  /** `zendesk/notebook/06` */
  address: string;
  /** `06 · Revoke the admin’s token` */
  title: string;
  /** What a reader sees above its code. */
  prose: string;
  /** Known in the main process only. */
  source?: Source | undefined;
  run: (context: Context) => Promise<void>;
}

/** The cells of a notebook, in order. Each depends on the cells before it. */
export interface Notebook<Context> {
  title: string;
  cells: readonly Cell<Context>[];
}

/** Adds one cell. `number` is the end of its address. */
type AddCell<Context> = (number: string, title: string, prose: string, run: Cell<Context>['run']) => void;

/**
 * Builds a notebook, or a part of it.
 *
 * @param address the beginning of its cells' addresses: `zendesk/notebook`
 */
export function notebookOf<Context>(
  address: string,
  title: string,
  addAll: (cell: AddCell<Context>) => void,
): Notebook<Context> {
  const cells: Cell<Context>[] = [];
  addAll((number, name, prose, run) => {
    const source = callingStatement();
    cells.push({ address: `${address}/${number}`, title: `${number} · ${name}`, prose, source, run });
  });
  return { title, cells };
}
