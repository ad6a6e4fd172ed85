import { type Format, json } from '../../http/format.ts';

/** Headers of every answer from the service's application: `x-zendesk-api-version`, `x-zendesk-origin-server` … */
const SERVICE_HEADER = /^x-zendesk-/;

/**
 * The format of Zendesk's answers: JSON. Some refusals are plain text. A page comes from Zendesk only if its headers show it.
 *
 * See https://developer.zendesk.com/api-reference/introduction/requests/
 */
export const zendeskFormat: Format = {
  ...json,
  isSigned: (headers) => Object.keys(headers).some((name) => SERVICE_HEADER.test(name)),
  // Zendesk does not document this conflict or its shape. Clients meet it occasionally, and repeat the call.
  isConflict: (text) => /database\s*(?:conflict|collision)/i.test(text),
};
