/**
 * The cookies that an answer sets, read as a browser reads them: RFC 6265, 5.2 and 5.3. What the service sets is shown on
 * https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/users%2F%2F%7Buserid%7D%2F%2Fpassword_(PUT)
 */
import { isIP } from 'node:net';

/** A cookie that an answer sets. */
export interface SetCookie {
  /** In lower case. */
  name: string;
  /** As it came: quotes and all. */
  value: string;
  /** By their names in lower case. Of two of a name, the last one counts. */
  attributes: ReadonlyMap<string, string>;
}

/**
 * The cookies that an answer sets, in their order. One without a value is taken away (from another path, beside the one
 * that is set).
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

/** What stands before and behind the first equals sign; nothing behind where there is none. */
function splitPair(pair: string): [string, string | undefined] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair.trim(), undefined] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}

/** A cookie's value without the quotes that the classic service puts around it. */
export function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/, '$1');
}

/** The domain that a cookie is for, in lower case and without a dot before it; nothing where it is for its host alone. */
export function domainOf({ attributes }: SetCookie): string | undefined {
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
  return domain === '' ? undefined : domain;
}

/** Whether a host is in a domain. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

/** The path that a cookie is for. `setBy` is that of the call which was answered: without one, it is for that folder. */
export function pathOf({ attributes }: SetCookie, setBy: string): string {
  const path = attributes.get('path') ?? '';
  return path.startsWith('/') ? path : setBy.slice(0, setBy.lastIndexOf('/')) || '/';
}

/** Whether a cookie that is for a path goes along with a call of another one. */
export function pathMatches(path: string, called: string): boolean {
  return called === path || called.startsWith(path.endsWith('/') ? path : `${path}/`);
}

/** How many milliseconds after `now` a cookie ends; nothing for one that ends with the browser. */
export function lifetimeOf({ attributes }: SetCookie, now: number): number | undefined {
  // Of the two, this one counts.
  const seconds = attributes.get('max-age') ?? '';
  if (/^-?\d+$/.test(seconds)) return Math.max(Number(seconds), 0) * 1000;
  // The dates of old cookies have dashes.
  const at = Date.parse((attributes.get('expires') ?? '').replace(/-/g, ' '));
  return Number.isNaN(at) ? undefined : at - now;
}
