/** Reads XML sent by a client. */
import { DOMParser, type Element as DomElement } from '@xmldom/xmldom';
import { element, type Element } from './element.ts';

/** The document, or undefined if the string is not well-formed. */
export function parsed(text: string): Element | undefined {
  const stop = (): never => {
    throw new SyntaxError('not well-formed');
  };
  try {
    const { documentElement } = new DOMParser({ onError: stop }).parseFromString(text, 'application/xml');
    return documentElement === null ? undefined : simple(documentElement);
  } catch {
    return undefined;
  }
}

/** Without comments, instructions, and whitespace between elements. */
function simple(node: DomElement): Element {
  const attributes = Object.fromEntries(
    Array.from(node.attributes, ({ name, value }) => [name, value] as const),
  );
  const children = Array.from(node.childNodes).filter((inner) => inner.nodeType === inner.ELEMENT_NODE);
  const content =
    children.length > 0 ? children.map((inner) => simple(inner as DomElement)) : (node.textContent ?? '');
  return element(node.nodeName, content, attributes);
}
