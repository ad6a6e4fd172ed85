/**
 * Writes a query string, `?a=1&b=2`; an empty one without parameters. Everything but letters, digits and `-_.!~*'()`
 * is percent-encoded in UTF-8, a space as `%20`: a plus sign is a space to some services and a plus sign to others.
 */
export function query(parameters: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(parameters).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
