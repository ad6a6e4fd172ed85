/** To whom an email was sent, as its headers show it. */
import { addressParser } from 'postal-mime';

/**
 * Headers that contain recipients. A mail server adds the others when it delivers the email, also for an alias or a blind
 * copy.
 */
export const RECIPIENT_HEADERS = [
  'To',
  'Cc',
  'Delivered-To',
  'X-Original-To',
  'X-Delivered-To',
  'Envelope-To',
  'X-Envelope-To',
  'Apparently-To',
] as const;

const RECIPIENTS = new Set<string>(RECIPIENT_HEADERS.map((name) => name.toLowerCase()));

/**
 * Whether an email was sent to exactly this address. `qa+one@company.example` is neither `qa@company.example` nor
 * `qa+two@company.example`.
 *
 * @param headers the raw headers of the email
 */
export function isSentTo(headers: string, address: string): boolean {
  const wanted = address.toLowerCase();
  return headers
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .some((line) => {
      const [, name = '', value = ''] = /^([!-9;-~]+):(.*)$/.exec(line) ?? [];
      return (
        RECIPIENTS.has(name.toLowerCase()) &&
        addressParser(value, { flatten: true }).some((each) => each.address?.trim().toLowerCase() === wanted)
      );
    });
}
