/** Reading something else than was sent. */
import type { DekiRequest } from '../http/request.ts';

/** Asks for a parameter of the query otherwise: what is asked for, and what came. */
export function reads(
  { query }: DekiRequest,
  value: (name: string, given: string | undefined) => string | undefined,
): void {
  const get = query.get.bind(query);
  query.get = (name) => value(name.toLowerCase(), get(name));
}
