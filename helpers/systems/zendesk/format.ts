import { type Format, json } from '../../http/format.ts';

/** Headers of the service's own, on the answers of its application: `x-zendesk-api-version`, `x-zendesk-origin-server` … */
const OWN_HEADER = /^x-zendesk-/;

/**
 * How Zendesk writes: JSON. Some of its refusals are plain text, and a page is its own only where its headers say so.
 *
 * See https://developer.zendesk.com/api-reference/introduction/requests/
 */
export const zendeskFormat: Format = {
  ...json,
  isSigned: (headers) => Object.keys(headers).some((name) => OWN_HEADER.test(name)),
  // Written nowhere in its documentation, nor in which of its shapes; its clients meet it now and then, and make the call again.
  isCollision: (text) => /database\s*(?:conflict|collision)/i.test(text),
};
