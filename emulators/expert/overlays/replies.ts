/** Changes replies and their documents. */
import type { Reply } from '../http/reply.ts';
import { element, type Element } from '../xml/element.ts';

/** The document with every element of that name changed. */
export function changed(document: Element, name: string, change: (found: Element) => Element): Element {
  const { content } = document;
  const inner =
    typeof content === 'string'
      ? document
      : { ...document, content: content.map((each) => changed(each, name, change)) };
  return inner.name === name ? change(inner) : inner;
}

/** The document with other text in every element of that name. */
export function withText(document: Element, name: string, text: (before: string) => string): Element {
  return changed(document, name, (found) =>
    element(name, typeof found.content === 'string' ? text(found.content) : found.content, {
      ...found.attributes,
    }),
  );
}

/** A reply with its document changed, if it has one. */
export function withDocument(reply: Reply, change: (document: Element) => Element): Reply {
  return reply.document === undefined ? reply : { ...reply, document: change(reply.document) };
}

/** A reply without these headers. */
export function withoutHeaders({ headers = {}, ...reply }: Reply, ...names: string[]): Reply {
  const others = Object.entries(headers).filter(([name]) => !names.includes(name));
  return { ...reply, headers: Object.fromEntries(others) };
}
