/** A surrogate without the other half of its pair. */
const UNPAIRED_SURROGATE = /\p{Surrogate}/u;

/**
 * Writes a query string, `?a=1&b=2`, or an empty string if there are no parameters. Everything but letters, digits and
 * `-_.!~*'()` is percent-encoded in UTF-8. A space becomes `%20`, because a plus sign is a space to some services and a
 * plus sign to others.
 *
 * @throws {TypeError} for an unpaired surrogate, which UTF-8 cannot encode. The message does not repeat the value.
 */
export function query(parameters: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(parameters).map(([name, value]) => {
    if ([name, value].some((text) => UNPAIRED_SURROGATE.test(text)))
      throw new TypeError(`The query parameter ${JSON.stringify(name)} contains an unpaired surrogate`);
    return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
