/**
 * The order of a cell's record while parts of the cell run side by side. Each proof and each part has a section. Exchanges, sign-ins
 * and proofs go into the section of the code that began them, in the order in which they began there. So the record is always that of
 * a cell in which everything ran one after another, and the exchanges of a proof are next to each other. Their times show what
 * overlapped.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ExchangeRecord } from '../http/exchange-record.ts';
import type { CellRecord, ProofRecord, SignInRecord } from '../verdict/cell.ts';
import { collectEvidence, currentEvidence, Evidence } from './evidence.ts';

/** What a section contains. An exchange has its place from its beginning, and a record once it is over. */
type Item = { exchange?: ExchangeRecord } | { signIn: Omit<SignInRecord, 'after'> } | Section;

/** A part of the record of one cell. */
export class Section {
  readonly order: RecordOrder;
  readonly items: Item[] = [];
  /** The proof that the section is of, once it is over, and the error that it ended with, if it did not end well. */
  end: { proof: ProofRecord; error?: unknown } | undefined;

  constructor(order: RecordOrder) {
    this.order = order;
  }

  /** Runs a function. What it begins goes into this section. */
  run<T>(act: () => T): T {
    return current.run(this, act);
  }

  /** Adds a section at the end of this one. */
  add(): Section {
    const section = new Section(this.order);
    this.items.push(section);
    return section;
  }
}

const current = new AsyncLocalStorage<Section>();

/** The parts of a cell's record that have an order. */
interface Ordered extends Pick<CellRecord, 'proofs' | 'exchanges' | 'cleanUpFrom'> {
  /** For each proof, the error that it ended with, if it did not end well. */
  errors: unknown[];
  signIns: SignInRecord[];
}

/** The record of one cell, in order. */
export class RecordOrder {
  readonly #cell = new Section(this);
  /** What looked into the failure of the cell, and the clean-up after it. */
  #cleanUp: Section | undefined;

  /** Runs the cell. */
  run<T>(act: () => T): T {
    return this.#cell.run(act);
  }

  /** Begins a proof, here in the order. */
  proof(): Section {
    return this.#here().add();
  }

  /** Begins an exchange, here in the order. Returns the function that records it when it is over. */
  exchange(): (record: ExchangeRecord) => void {
    const item: Item = {};
    this.#here().items.push(item);
    return (exchange) => (item.exchange = { ...exchange });
  }

  /** Records a sign-in, here in the order. */
  signIn(signIn: Omit<SignInRecord, 'after'>): void {
    this.#here().items.push({ signIn });
  }

  /** From here on, what the cell itself did not begin is part of the clean-up. */
  beginCleanUp(): void {
    this.#cleanUp ??= new Section(this);
  }

  /** Returns what is recorded so far. */
  read(): Ordered {
    const all: Ordered = { proofs: [], errors: [], exchanges: [], signIns: [] };
    read(this.#cell, all);
    if (this.#cleanUp === undefined) return all;
    all.cleanUpFrom = { exchange: all.exchanges.length, signIn: all.signIns.length };
    read(this.#cleanUp, all);
    return all;
  }

  /** What began in another cell may still be running. It is no part of that cell's order. */
  #here(): Section {
    const section = current.getStore();
    return section?.order === this ? section : (this.#cleanUp ?? this.#cell);
  }
}

function read(section: Section, all: Ordered): void {
  const first = all.exchanges.length;
  for (const item of section.items) {
    if (item instanceof Section) read(item, all);
    else if ('signIn' in item) all.signIns.push({ ...item.signIn, after: all.exchanges.length });
    else if (item.exchange !== undefined) all.exchanges.push(item.exchange);
  }
  if (section.end === undefined) return;
  const { proof, error } = section.end;
  all.proofs.push({ ...proof, ...exchangesOf(first, all.exchanges.length) });
  all.errors.push(error);
}

/** @param first the index of the first exchange that was made while a proof ran, or would have been; `next` is one after the last */
function exchangesOf(first: number, next: number): Pick<ProofRecord, 'exchanges' | 'after'> {
  if (next > first) return { exchanges: [first, next] };
  return first > 0 ? { after: first } : {};
}

/**
 * Runs parts of a cell or check side by side, and returns their results in order. They must not depend on each other, neither here
 * nor on the tenant. If some fail, the others still run to their end, and the failure is that of the first of them in order.
 */
export async function sideBySide<const Parts extends readonly (() => unknown)[]>(
  ...parts: Parts
): Promise<{ -readonly [Index in keyof Parts]: Awaited<ReturnType<Parts[Index]>> }> {
  const here = current.getStore();
  const whole = currentEvidence();
  const running = parts.map(async (part) => {
    const section = here?.add();
    const act = whole === undefined ? part : () => collectEvidence(new Evidence(whole.level, whole), part);
    return section === undefined ? await act() : await section.run(act);
  });
  const ends = await Promise.allSettled(running);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return ends.map((end) => (end as PromiseFulfilledResult<unknown>).value) as never;
}
