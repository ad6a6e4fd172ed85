/** Kinds of values that settings have. Their messages never repeat a value, which may be a secret in the wrong place. */
import { z } from 'zod';
import { isLoopback } from '../http/loopback.ts';

/** A web address of any kind; nothing for other texts. */
export function webAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** The address of a tenant: `https://host`, plain http on this machine alone, without a path or credentials. */
export const baseUrl = z.string().superRefine((text, context) => {
  const url = webAddress(text);
  const fail = (message: string) => context.addIssue({ code: 'custom', message });
  if (url === undefined) fail('is not a web address');
  else if (url.username !== '' || url.password !== '') fail('must not carry a user name or a password');
  else if (url.pathname !== '/' || url.search !== '' || url.hash !== '') fail('must end after the host');
  else if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    fail('must begin with https:// (plain http is for this machine alone)');
  }
});

/** One of a list: the message names what would be right. */
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be ${values.join(' or ')}` });

/** A password that somebody has chosen. */
export const password = z.string().min(5, 'has fewer than five characters');
