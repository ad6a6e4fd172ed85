/** The URL of an incoming webhook. Anyone who knows it may post, so all of it is a secret: Slack's, for example, contains a token. */
import { z } from 'zod';
import { isLoopback } from '../http/loopback.ts';
import { publicTexts } from '../secrets/public-texts.ts';
import { webAddress } from './fields.ts';

/** The URL of a webhook. Plain http is allowed for this machine only. */
export const webhook = z.string().superRefine((text, context) => {
  const url = webAddress(text);
  const fail = (message: string) => context.addIssue({ code: 'custom', message });
  if (url === undefined) fail('is not a URL');
  else if (url.protocol === 'http:' && !isLoopback(url.hostname))
    fail('must begin with https:// (http:// is allowed for this machine only)');
  else if (url.username !== '' || url.password !== '') fail('must not contain a user name or password');
});

/** Shorter parts of a URL are names, such as `services` or `api`, and so are parts without a capital letter or a digit. */
const MIN_PART = 16;

/** A path that is one name may occur anywhere, as a part of another path. */
const ONE_NAME = /^\/?[a-z_-]*$/;

/**
 * Returns the parts of a webhook's URL that are secret on their own: all of it, what follows the host, and each long part of that.
 * What follows the host is secret however short it is, unless it is a single name, or a part of every report.
 */
export function secretsInWebhook(text: string): string[] {
  const url = webAddress(text);
  if (url === undefined) return [];
  // It may have been written in another way, but the host alone is no secret.
  const whole = url.href.startsWith(text) ? [url.href] : [text, url.href];
  // Where the URL is taken for a path, it loses the slash at its end.
  const rest = `${url.pathname}${url.search}`.replace(/\/+$/, '');
  const isSecret = !ONE_NAME.test(rest) && !publicTexts().contains(rest);
  const parts = partsOf(url).filter((part) => part.length >= MIN_PART && !/^[a-z_-]*$/.test(part));
  return [...new Set([...whole, ...(isSecret ? [rest] : []), ...parts])];
}

/** Shorter parts of a URL are in almost any text by chance. */
const MIN_REPEATED = 3;

/**
 * Whether a text repeats a part of a webhook's path or query, or a word of one: encoded or not, and in any case. Even a part that is
 * too short to be redacted everywhere counts.
 */
export function repeatsWebhook(text: string, webhook: string): boolean {
  const searched = plain(text);
  return partsOf(new URL(webhook))
    .map(plain)
    .flatMap((part) => [part, ...part.split(/[^\p{L}\p{N}]+/u)])
    .some((part) => part.length >= MIN_REPEATED && searched.includes(part));
}

/** Returns the segments of a URL's path and the values in its query. A parameter without a value is one itself. */
function partsOf({ pathname, searchParams }: URL): string[] {
  const values = [...searchParams].map(([name, value]) => (value === '' ? name : value));
  return [...pathname.split('/'), ...values];
}

/** Text in a log may have been encoded several times. Limited, because a text of percent signs could be decoded without end. */
const MOST_ENCODINGS = 5;

/** Returns a text in lower case, without the escapes of URLs and of JSON. */
function plain(text: string): string {
  let decoded = text;
  for (let times = 0; times < MOST_ENCODINGS; times++)
    decoded = decoded
      .replace(/\\+u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
      .replace(/(?:%[\da-f]{2})+/gi, (escapes) => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString());
  return decoded.toLowerCase();
}
