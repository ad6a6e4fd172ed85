/**
 * How Expert writes: XML by default, JSON with `dream.out.format=json`, and a token as plain text. Both kinds of
 * document are read into the same value, the service's own mapping to JSON: the name of the root is dropped, attributes
 * are `@id`, a text beside attributes is `#text`, every scalar is a text, and what repeats is a list.
 *
 * See https://expert-help.nice.com/Integrations_and_Extending_Content/API/000_Getting_Started_With_the_API
 */
import {
  DOMImplementation,
  DOMParser,
  type Element,
  onErrorStopParsing,
  XMLSerializer,
} from '@xmldom/xmldom';
import { asObject, type Format, json, textOf } from '../../http/format.ts';
import { learnFromJson, mayBeSecret, valuesIn } from '../../secrets/learn.ts';

/** Deeper than any document is. */
const MAX_DEPTH = 50;

/** What no XML document can hold, however it is written, and the line break that is read as another one. */
const NOT_IN_XML = /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Writes an XML document of one element that holds others: `<user><username>a&lt;b</username></user>`. As in the mapping
 * to JSON, what begins with `@` is an attribute, and an object is an element that holds others itself.
 *
 * @throws {TypeError} for a text that XML cannot carry, which is not repeated.
 */
export function xml(root: string, fields: object): string {
  const document = new DOMImplementation().createDocument(null, root);
  const write = (into: Element, within: object): void => {
    for (const [name, value] of Object.entries(within) as [string, unknown][]) {
      const text = String(value);
      if (NOT_IN_XML.test(text))
        throw new TypeError(`The element “${name}” holds a character that XML cannot carry`);
      if (name.startsWith('@')) {
        into.setAttribute(name.slice(1), text);
        continue;
      }
      const element = document.createElement(name);
      const inner = asObject(value);
      if (inner === undefined) element.appendChild(document.createTextNode(text));
      else write(element, inner);
      into.appendChild(element);
    }
  };
  if (document.documentElement !== null) write(document.documentElement, fields);
  return new XMLSerializer().serializeToString(document);
}

/** The text of an element or an attribute in a document, by the names that lead to it; nothing where there is none. */
export function textAt(document: unknown, ...names: readonly string[]): string | undefined {
  const found = names.reduce<unknown>((value, name) => asObject(value)?.[name], document);
  const text = asObject(found)?.['#text'] ?? found;
  // JSON may say a number or a truth as such.
  return typeof text === 'string' || typeof text === 'number' || typeof text === 'boolean'
    ? String(text)
    : undefined;
}

/** Shorter texts are words, not tokens. */
const MIN_TOKEN_LENGTH = 16;

/**
 * Whether a text may be a token: one long word with a digit in it. A sentence is none, nor is a document that was cut off
 * (it has brackets), nor a gateway's `authentication_required`: learned, that would cover half of a report.
 */
export function mayBeToken(text: string): boolean {
  return text.length >= MIN_TOKEN_LENGTH && /^[^\s<>{}]+$/.test(text) && /\d/.test(text);
}

/** The classic server's tokens, wherever they stand: user, time and hash. */
const CLASSIC_TOKEN = /(?<!\w)\d+_\d{15,}_[\da-f]{16,}/gi;

/** Headers that hold a token or a session in some of the service's answers. */
const SECRET_HEADERS = ['x-authtoken', 'x-deki-token', 'x-deki-session'];

/** `<user/>`, and what comes to the same; or not even that. */
const EMPTY_ELEMENT = /^(?:<([\w.]+)\s*(?:\/>|>\s*<\/\1\s*>))?$/;

/** What an XML document may have beside its elements. */
const NO_CONTENT = /<\?[^>]*\?>|<!--[^]*?-->/g;

export const expertFormat: Format = {
  name: 'XML, JSON or plain text',
  accept: '*/*',
  parse: (text, contentType) => {
    if (text === '' || /^text\/plain\b/i.test(contentType)) return { value: text };
    return json.parse(text, contentType) ?? readXml(text);
  },
  isEmpty: (text) => json.isEmpty(text) || EMPTY_ELEMENT.test(text.replace(NO_CONTENT, '').trim()),
  // The classic server writes it on every answer that has reached a site.
  isSigned: (headers) => headers['x-deki-site'] !== undefined,
  refusalOf: (status, value) => {
    const error = asObject(value);
    const said = ['exception', 'resource', 'title'].map((name) => textOf(error?.[name])).find(Boolean);
    return {
      code: said ?? `HTTP ${String(status)}`,
      description: textOf(error?.['message']),
      details: {},
    };
  },
  learn: ({ text, headers }, secrets, where) => {
    const learn = (token: string, what: string) => {
      if (mayBeSecret(token)) secrets.learn(token, 'access token', `${what} ${where}`);
    };
    const type = headers['content-type'] ?? '';
    // Also of a type that says nothing, or the wrong thing.
    const value = expertFormat.parse(text, type)?.value ?? text;
    if (typeof value === 'string' && mayBeToken(value.trim())) learn(value.trim(), 'the text');
    else learnFromJson(value, secrets, where);
    for (const [token] of text.matchAll(CLASSIC_TOKEN)) learn(token, 'a token');
    for (const [name, header] of Object.entries(headers)) {
      for (const [token] of header.matchAll(CLASSIC_TOKEN)) learn(token, `a token in the header “${name}”`);
      if (!SECRET_HEADERS.includes(name)) continue;
      for (const word of valuesIn(header)) if (mayBeToken(word)) learn(word, `the header “${name}”`);
    }
  },
};

/** The value of an XML document; nothing for what is not well-formed, too deep, or a web page. */
function readXml(text: string): { value: unknown } | undefined {
  try {
    const parser = new DOMParser({ onError: onErrorStopParsing });
    const root = parser.parseFromString(text.replace(/^\ufeff/, ''), 'text/xml').documentElement;
    return root === null || /^html$/i.test(root.nodeName) ? undefined : { value: valueOf(root, 0) };
  } catch {
    return undefined;
  }
}

function valueOf(element: Element, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deep');
  const value: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { name, value: text } of Array.from(element.attributes)) value[`@${name}`] = text;
  let text = '';
  let hasElements = false;
  for (let node = element.firstChild; node !== null; node = node.nextSibling) {
    if (node.nodeType === node.ELEMENT_NODE) {
      hasElements = true;
      add(value, node.nodeName, valueOf(node as Element, depth + 1));
    } else if (node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE) {
      text += node.nodeValue ?? '';
    }
  }
  if (Object.keys(value).length === 0) return text;
  // Line breaks between elements are no text.
  if (text !== '' && !(hasElements && text.trim() === '')) value['#text'] = text;
  return value;
}

/** What repeats is a list. */
function add(value: Record<string, unknown>, name: string, inner: unknown): void {
  const before = value[name];
  if (before === undefined) value[name] = inner;
  else if (Array.isArray(before)) before.push(inner);
  else value[name] = [before, inner];
}
