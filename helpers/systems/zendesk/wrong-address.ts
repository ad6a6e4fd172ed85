/** The errors about a URL that does not lead to a Zendesk tenant. */
import { settingsPlace } from '../../settings-place.ts';
import type { Exchange } from '../../http/exchange.ts';
import { Blocked } from '../../verdict/errors.ts';
import { quoted } from '../../http/quoted.ts';
import type { ZendeskTarget } from './settings.ts';

/** Returns the error if an answer redirects to another URL, or `undefined`. */
export function redirectedError(
  { baseUrl }: Pick<ZendeskTarget, 'baseUrl'>,
  { status, headers }: Exchange<unknown>,
): Blocked | undefined {
  if (status < 300 || status >= 400) return undefined;
  const to = headers['location'] ?? 'another URL';
  return new Blocked(`${baseUrl} redirects to ${quoted(to.split('?')[0] ?? to)}.`, {
    remedy: 'set ZENDESK_BASE_URL to the tenant’s own URL, such as https://acme.zendesk.com',
    where: settingsPlace(),
    help: 'wrong-address',
  });
}

/** Returns the error if the first answer of a tenant is not Zendesk's, or `undefined`. */
export function notZendeskError(
  { baseUrl }: Pick<ZendeskTarget, 'baseUrl'>,
  answer: Exchange<unknown>,
): Blocked | undefined {
  if (answer.status !== 404 && answer.isReadable) return undefined;
  return new Blocked(`${baseUrl} does not answer like Zendesk.\n${answer.excerpt}`, {
    remedy:
      'check ZENDESK_SUBDOMAIN or ZENDESK_BASE_URL: it must lead to the tenant’s own URL, such as https://acme.zendesk.com',
    where: settingsPlace(),
    help: 'wrong-address',
  });
}
