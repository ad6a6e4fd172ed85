/** Addresses that an answer names. */
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';

/**
 * The place of a user or a page, as an answer names it, to be called there.
 *
 * @throws {NotTried} where it is on another host: nobody else is called with a token of ours.
 */
export function pathOnTenant({ connection }: ZendeskBench, address: string): string {
  const { baseUrl } = connection.target;
  const url = URL.canParse(address, baseUrl) ? new URL(address, baseUrl) : undefined;
  if (url?.origin !== new URL(baseUrl).origin)
    throw new NotTried('The address that the answer names is not on the host that is tested.');
  return `${url.pathname}${url.search}`;
}
