/** The URL of an incoming webhook. Anyone who knows it may post, so all of it is a secret: Slack's, for example, contains a token. */
import { z } from 'zod';
import { isLoopback } from '../http/loopback.ts';
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

/** Returns the parts of a webhook's URL that are secret on their own: what follows the host, and each long part of it. */
export function secretsInWebhook(text: string): string[] {
  const url = webAddress(text);
  if (url === undefined) return [];
  const rest = `${url.pathname}${url.search}`;
  const parts = [...url.pathname.split('/'), ...url.searchParams.values()];
  return [...new Set([url.href, rest, ...parts])].filter(
    (part) => part.length >= MIN_PART && !/^[a-z/_-]*$/.test(part),
  );
}
