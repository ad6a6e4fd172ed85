/**
 * Reads the cookies that an answer sets as a browser reads them: RFC 6265, 5.2 and 5.3. The service documents its cookies on
 * https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/users%2F%2F%7Buserid%7D%2F%2Fpassword_(PUT)
 */
import { isIP } from 'node:net';

/** A cookie that an answer sets. */
export interface SetCookie {
  /** In lower case. */
  name: string;
  /** Unchanged, quotes included. */
  value: string;
  /** By their names in lower case. Of several with the same name, the last one counts. */
  attributes: ReadonlyMap<string, string>;
}

/**
 * Returns the cookies that an answer sets, in order. A cookie without a value is left out, because the answer deletes it. (It
 * may have the same name as one that is set, and another path.)
 */
export function cookiesIn(headers: Readonly<Record<string, string>>): SetCookie[] {
  return (headers['set-cookie'] ?? '').split('\n').flatMap((line) => {
    const [pair = '', ...attributes] = line.split(';');
    const [name, value] = splitPair(pair);
    if (value === undefined || unquoted(value) === '') return [];
    const named = attributes.map((each) => {
      const [attribute, of = ''] = splitPair(each);
      return [attribute.toLowerCase(), of] as const;
    });
    return [{ name: name.toLowerCase(), value, attributes: new Map(named) }];
  });
}

/** Splits at the first equals sign. Without one, the value is `undefined`. */
function splitPair(pair: string): [string, string | undefined] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair.trim(), undefined] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}

/** Returns a cookie's value without the quotes that the classic service puts around it. */
export function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/, '$1');
}

/** Returns a cookie's domain, in lower case and without a leading dot. `undefined` if the cookie is only for its host. */
export function domainOf({ attributes }: SetCookie): string | undefined {
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
  return domain === '' ? undefined : domain;
}

/** Whether a host is in a domain. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

/** Returns a cookie's path. A cookie without one is for the folder of `setBy`, the path of the call that was answered. */
export function pathOf({ attributes }: SetCookie, setBy: string): string {
  const path = attributes.get('path') ?? '';
  return path.startsWith('/') ? path : setBy.slice(0, setBy.lastIndexOf('/')) || '/';
}

/** Whether a cookie for `path` is sent with a call of the path `called`. */
export function pathMatches(path: string, called: string): boolean {
  return called === path || called.startsWith(path.endsWith('/') ? path : `${path}/`);
}

/** Returns the time from `now` until a cookie expires, in ms. `undefined` if it ends with the browser. */
export function lifetimeOf({ attributes }: SetCookie, now: number): number | undefined {
  // Max-Age takes precedence over Expires.
  const seconds = attributes.get('max-age') ?? '';
  if (/^-?\d+$/.test(seconds)) return Math.max(Number(seconds), 0) * 1000;
  // Old cookies have dashes in their dates.
  const at = Date.parse((attributes.get('expires') ?? '').replace(/-/g, ' '));
  return Number.isNaN(at) ? undefined : at - now;
}
