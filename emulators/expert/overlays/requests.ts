/** Overlays that read a request differently. */
import type { DekiRequest } from '../http/request.ts';
import { around } from './around.ts';
import type { ExpertFault } from './types.ts';

/** Reads query parameters differently: `value` gets the name of a parameter, in lower case, and what was sent. */
export function reads(
  { query }: DekiRequest,
  value: (name: string, given: string | undefined) => string | undefined,
): void {
  const get = query.get.bind(query);
  query.get = (name) => value(name.toLowerCase(), get(name));
}

/** The list of users ignores a query parameter. */
export function listIgnores(parameter: string): ExpertFault {
  return {
    name: `${parameter}-ignored`,
    sentence: `The list of users ignores ${parameter}.`,
    install: (site) =>
      around(site, 'list', ({ request }, honest) => {
        reads(request, (name, value) => (name === parameter ? undefined : value));
        return honest();
      }),
  };
}
