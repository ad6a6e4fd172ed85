/**
 * Drift: how an answer differs from its documented shape, field by field. It never fails a run. It answers the first
 * question after a failed run: did the service change, or did we? It contains only names and types, never values.
 */
import type { z } from 'zod';
import { asObject } from './format.ts';
import { printable } from './printable.ts';

/** One field that is not as documented. */
export interface Drift {
  /** `user.photo.size`, or `users[].id` inside a list. Empty for the whole body. */
  path: string;
  kind: 'undocumented' | 'missing' | 'retyped';
  /** The type that was seen. */
  seen: string;
}

/** An answer with more differences than this is a different kind of answer, so the rest is left out. */
const MAX_FIELDS = 100;

/** Returns how a value differs from its strict schema. A field without a value is neither missing nor retyped. */
export function driftOf(value: unknown, documented: z.ZodType): Drift[] {
  const parsed = documented.safeParse(value);
  if (parsed.success) return [];
  const found = new Map<string, Drift>();
  for (const issue of parsed.error.issues.flatMap(inUnion)) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    for (const key of keys) {
      const at = key === undefined ? issue.path : [...issue.path, key];
      const there = lookUp(value, at);
      if (key === undefined && there === null) continue;
      const kind = key !== undefined ? 'undocumented' : there === undefined ? 'missing' : 'retyped';
      const drift: Drift = { path: pathOf(at), kind, seen: kind === 'missing' ? '' : typeOf(there) };
      found.set(`${kind} ${drift.path} ${drift.seen}`, drift);
    }
  }
  return [...found.values()].slice(0, MAX_FIELDS);
}

/**
 * If several shapes are documented, returns the problems with the shape that is closest to the value. If the value has the
 * type of none of them, returns the issue itself.
 */
function inUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const [closest] = issue.errors
    .map((issues) => issues.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })))
    .map((issues) => issues.flatMap(inUnion))
    .filter((issues) => issues.length > 0 && issues.every((inner) => !isOtherType(inner, issue)))
    .sort((a, b) => a.length - b.length);
  return closest ?? [issue];
}

/** Whether the whole value has another type, and not just something inside it. */
function isOtherType({ code, path }: z.core.$ZodIssue, whole: z.core.$ZodIssue): boolean {
  return code !== 'unrecognized_keys' && path.length === whole.path.length;
}

function lookUp(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => asObject(inner)?.[String(key)], value);
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? '[]' : `.${printable(String(key)).slice(0, 80)}`))
    .join('')
    .replace(/^\./, '');
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
