/** Where answers differ from their documented shape: one entry for each field of each kind of call, and its sentence. */
import { z } from 'zod';
import { pathTemplate } from '../http/path-template.ts';
import type { RecordedExchange } from '../verdict/cell.ts';

export const driftField = z.object({
  /** `GET /api/v2/users/{id}` */
  call: z.string(),
  path: z.string(),
  kind: z.string(),
  seen: z.string(),
});
export type DriftField = z.infer<typeof driftField>;

/** Returns the differences of some exchanges, each once, in a fixed order. */
export function driftFields(exchanges: Iterable<RecordedExchange>): DriftField[] {
  const found = new Map<string, DriftField>();
  for (const { method, url, drift = [] } of exchanges) {
    for (const { path, kind, seen } of drift) {
      const each = { call: `${method} ${pathTemplate(url)}`, path, kind, seen };
      found.set(keyOf(each), each);
    }
  }
  return [...found].sort(([a], [b]) => a.localeCompare(b)).map(([, each]) => each);
}

/** Returns the differences that are not among the others. */
export function driftFieldsWithout(some: readonly DriftField[], others: readonly DriftField[]): DriftField[] {
  const known = new Set(others.map(keyOf));
  return some.filter((each) => !known.has(keyOf(each)));
}

/** Returns a difference as a sentence without its end. */
export function describeDriftField({ call, path, kind, seen }: DriftField): string {
  return `${call} ${path === '' ? 'the body' : path} ${kind}${seen === '' ? '' : ` (${seen})`}`;
}

function keyOf({ call, path, kind, seen }: DriftField): string {
  return JSON.stringify({ call, path, kind, seen });
}
