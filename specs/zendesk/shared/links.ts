/** The URLs in answers. */
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';

/**
 * Returns the path and query of a URL in an answer.
 *
 * @throws {NotTried} if the URL is on another host, because no other host may get a token of the run.
 */
export function pathOnTenant({ connection }: ZendeskBench, address: string): string {
  const { baseUrl } = connection.target;
  const url = URL.canParse(address, baseUrl) ? new URL(address, baseUrl) : undefined;
  if (url?.origin !== new URL(baseUrl).origin)
    throw new NotTried('The URL in the answer is not on the host under test.');
  return `${url.pathname}${url.search}`;
}
