/** A surrogate without the other half of its pair. */
const UNPAIRED_SURROGATE = /\p{Surrogate}/u;

/**
 * Writes a query string, `?a=1&b=2`; an empty one without parameters. Everything but letters, digits and `-_.!~*'()`
 * is percent-encoded in UTF-8, a space as `%20`: a plus sign is a space to some services and a plus sign to others.
 *
 * @throws {TypeError} for half a character, which UTF-8 cannot write; the value is not repeated.
 */
export function query(parameters: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(parameters).map(([name, value]) => {
    if ([name, value].some((text) => UNPAIRED_SURROGATE.test(text)))
      throw new TypeError(`The parameter ${JSON.stringify(name)} of a query holds half a character`);
    return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
