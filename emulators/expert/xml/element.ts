/** A small XML tree, for documents that we read and write. */

export interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** Elements, or one string. */
  content: readonly Element[] | string;
}

/** Makes an element: `element('role', 'Viewer', { id: '4' })`. */
export function element(
  name: string,
  content: readonly Element[] | string = '',
  attributes: Record<string, string> = {},
): Element {
  return { name, attributes, content };
}

/** The first child with that name. */
export function child(parent: Element | undefined, name: string): Element | undefined {
  if (parent === undefined || typeof parent.content === 'string') return undefined;
  return parent.content.find((candidate) => candidate.name === name);
}

/** The text of an element; undefined if there is none. */
export function textOf(found: Element | undefined): string | undefined {
  if (found === undefined) return undefined;
  return typeof found.content === 'string' ? found.content : '';
}

/** Writes a tree. The service's documents begin without an XML declaration (docs/expert.md: E-WIRE-2). */
export function written({ name, attributes, content }: Element): string {
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`)];
  const inner = typeof content === 'string' ? escaped(content) : content.map(written).join('');
  return inner === '' ? `<${head.join(' ')}/>` : `<${head.join(' ')}>${inner}</${name}>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
