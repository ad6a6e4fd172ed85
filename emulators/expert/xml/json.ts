/** XML as JSON, by the service's mapping (docs/expert.md: E-WIRE-4). */
import type { Element } from './element.ts';

type Json = string | Json[] | { [key: string]: Json };

const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** The document as JSON text; the name of its root is dropped. */
export function asJson(root: Element): string {
  return JSON.stringify(valueOf(root));
}

function valueOf({ attributes, content }: Element): Json {
  const entries = new Map<string, Json[]>(
    Object.entries(attributes).map(([name, value]) => [`@${name}`, [scalar(value)]]),
  );
  if (typeof content === 'string') {
    if (entries.size === 0) return scalar(content);
    if (content !== '') entries.set('#text', [scalar(content)]);
  } else {
    for (const inner of content) {
      entries.set(inner.name, [...(entries.get(inner.name) ?? []), valueOf(inner)]);
    }
  }
  // A repeated element becomes an array, a single one does not.
  return Object.fromEntries(
    [...entries]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}

function scalar(text: string): string {
  return ISO_DATE.test(text) ? new Date(text).toUTCString() : text;
}
