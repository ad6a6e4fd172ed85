/** URLs in answers. */
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';

/**
 * Returns the path of a user or a page whose URL is in an answer.
 *
 * @throws {NotTried} if the URL is on another host. No other host is called with a token of the run.
 */
export function pathOnTenant({ connection }: ZendeskBench, address: string): string {
  const { baseUrl } = connection.target;
  const url = URL.canParse(address, baseUrl) ? new URL(address, baseUrl) : undefined;
  if (url?.origin !== new URL(baseUrl).origin)
    throw new NotTried('The URL in the answer is not on the host under test.');
  return `${url.pathname}${url.search}`;
}
