/** What the JSON schemas made from zod schemas have in common. */
import type { Comments } from './comments.ts';

/** A part of a JSON schema. */
export interface Part {
  description?: string;
  properties?: Record<string, Part>;
  items?: Part;
  anyOf?: Part[];
  minimum?: number;
  maximum?: number;
}

/** Removes limits that every integer has, because JavaScript has them. They say nothing about a file. */
export function withoutSafeLimits(part: Part): void {
  if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
  if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
}

/** Adds the comments of the source as descriptions. */
export function describe(part: Part, comments: Comments | undefined): void {
  if (comments === undefined) return;
  for (const [name, field] of Object.entries(part.properties ?? {})) {
    const own = comments.fields.get(name);
    if (own?.text !== undefined) field.description = own.text;
    describe(field, own);
  }
  for (const inner of [...(part.items === undefined ? [] : [part.items]), ...(part.anyOf ?? [])])
    describe(inner, comments);
}
