/** Parses JSON, with or without a byte order mark. Returns `undefined` for text that is not JSON. */
export function parseJson(text: string): unknown {
  // An error for each page or XML document would take longer than reading it.
  if (!BEGINNING.test(text)) return undefined;
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch {
    return undefined;
  }
}

/** What JSON may begin with. */
const BEGINNING = /^\ufeff?[ \t\r\n]*["{[\-\dtfn]/;
