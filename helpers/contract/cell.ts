/**
 * A cell of a notebook: a function of its tenant, its notes and its proofs, as a check is of its bench. It knows nothing of
 * the test runner, so that the same cell can be run on a live tenant, an emulator, and every fault of an emulator.
 */
import type { Notes } from './notes.ts';
import type { Prove } from './prove.ts';

/** What every cell gets, beside the tenant of its system. `Subjects` are what cells hand on to one another. */
export interface CellContext<Subjects extends object> {
  notes: Notes<Subjects>;
  proof: Prove;
  /** Prints a line below the running cell. */
  say: (line: string) => void;
  /** Notes what the tenant is like, by name: settings, requirements, versions. */
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
  run: (context: Context) => Promise<void>;
}

/** The cells of a notebook, in their order: each goes on from what those before it did. */
export interface Notebook<Context> {
  title: string;
  cells: readonly Cell<Context>[];
}

/** Adds one cell; `number` is the end of its address. */
type AddCell<Context> = (number: string, title: string, prose: string, run: Cell<Context>['run']) => void;

/**
 * A notebook, or a part of it.
 *
 * @param address what the addresses of its cells begin with: `zendesk/notebook`
 */
export function notebookOf<Context>(
  address: string,
  title: string,
  addAll: (cell: AddCell<Context>) => void,
): Notebook<Context> {
  const cells: Cell<Context>[] = [];
  addAll((number, name, prose, run) => {
    cells.push({ address: `${address}/${number}`, title: `${number} · ${name}`, prose, run });
  });
  return { title, cells };
}
