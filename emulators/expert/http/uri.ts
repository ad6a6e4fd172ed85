/** Request URIs as the framework reads them (docs/expert.md: E-ENC-3, E-ID-2). */

/** Decodes once: `+` becomes a space, and a `%` without two hex digits stays. */
export function decoded(text: string): string {
  return percentDecoded(text.replaceAll('+', ' '));
}

/** Decodes once, and leaves `+` unchanged. */
export function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** The path of a request URI, undecoded: without host, query and fragment. */
export function pathOf(uri: string): string {
  return uri.replace(/^https?:\/\/[^/?]*/i, '').replace(/[?#].*$/s, '');
}

/** Query parameters. Names ignore case, and the first value of a repeated name counts. */
export class Query {
  private readonly values = new Map<string, string>();

  /** @param text what follows the question mark */
  constructor(text: string) {
    for (const pair of text.split('&')) {
      const at = pair.indexOf('=');
      // A name without "=" has no value, and is ignored.
      if (at < 1) continue;
      const name = decoded(pair.slice(0, at)).toLowerCase();
      if (!this.values.has(name)) this.values.set(name, decoded(pair.slice(at + 1)));
    }
  }

  get(name: string): string | undefined {
    return this.values.get(name.toLowerCase());
  }
}
