/** Overlays that read a request differently. */
import type { DekiRequest } from '../http/request.ts';

/** Reads query parameters differently: `value` gets the requested name and what was sent. */
export function reads(
  { query }: DekiRequest,
  value: (name: string, given: string | undefined) => string | undefined,
): void {
  const get = query.get.bind(query);
  query.get = (name) => value(name.toLowerCase(), get(name));
}
