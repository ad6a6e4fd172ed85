/**
 * Expert's formats: XML by default, JSON with `dream.out.format=json`, and plain text for a token. XML and JSON documents are
 * read into the same value, by the service's own mapping to JSON: the name of the root is dropped, an attribute is named like
 * `@id`, text next to attributes is `#text`, every scalar is a string, and repeated elements are an array.
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

/** No document of the service is nested deeper than this. */
const MAX_DEPTH = 50;

/** Characters that XML cannot contain in any form, and the carriage return, which parsers read as a line feed. */
const NOT_IN_XML = /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Writes an XML document of one element with children: `<user><username>a&lt;b</username></user>`. As in the mapping to
 * JSON, a name with `@` is an attribute, and an object is an element with children of its own.
 *
 * @throws {TypeError} if a string contains a character that XML does not allow. The error does not quote the string.
 */
export function xml(root: string, fields: object): string {
  const document = new DOMImplementation().createDocument(null, root);
  const write = (into: Element, within: object): void => {
    for (const [name, value] of Object.entries(within) as [string, unknown][]) {
      const text = String(value);
      if (NOT_IN_XML.test(text))
        throw new TypeError(`The element “${name}” contains a character that is not allowed in XML`);
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

/** Returns the text of an element or attribute by its path of names. `undefined` if there is none. */
export function textAt(document: unknown, ...names: readonly string[]): string | undefined {
  const found = names.reduce<unknown>((value, name) => asObject(value)?.[name], document);
  const text = asObject(found)?.['#text'] ?? found;
  // JSON may contain numbers and booleans.
  return typeof text === 'string' || typeof text === 'number' || typeof text === 'boolean'
    ? String(text)
    : undefined;
}

/** A string that is shorter than this is a word, not a token. */
const MIN_TOKEN_LENGTH = 16;

/**
 * Whether a string may be a token: one long word with a digit in it. A sentence, a truncated document (it has brackets) or a
 * gateway's `authentication_required` is not. If they were learned, harmless parts of reports would be redacted.
 */
export function mayBeToken(text: string): boolean {
  return text.length >= MIN_TOKEN_LENGTH && /^[^\s<>{}]+$/.test(text) && /\d/.test(text);
}

/** A token of the classic server, anywhere in a string: user, time and hash. */
const CLASSIC_TOKEN = /(?<!\w)\d+_\d{15,}_[\da-f]{16,}/gi;

/** Headers that contain a token or a session in some of the service's answers. */
const SECRET_HEADERS = ['x-authtoken', 'x-deki-token', 'x-deki-session'];

/** `<user/>` or an equivalent element, or nothing. */
const EMPTY_ELEMENT = /^(?:<([\w.]+)\s*(?:\/>|>\s*<\/\1\s*>))?$/;

/** Parts of an XML document that are not elements. */
const NO_CONTENT = /<\?[^>]*\?>|<!--[^]*?-->/g;

export const expertFormat: Format = {
  name: 'XML, JSON or plain text',
  accept: '*/*',
  parse: (text, contentType) => {
    if (text === '' || /^text\/plain\b/i.test(contentType)) return { value: text };
    return json.parse(text, contentType) ?? readXml(text);
  },
  isEmpty: (text) => json.isEmpty(text) || EMPTY_ELEMENT.test(text.replace(NO_CONTENT, '').trim()),
  // The classic server adds this header to every answer of a site.
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
    // The content type may be missing or wrong.
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

/** Returns the value of an XML document. `undefined` if it is not well-formed, is nested too deep, or is a web page. */
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
  // Line breaks between elements are not text.
  if (text !== '' && !(hasElements && text.trim() === '')) value['#text'] = text;
  return value;
}

/** Adds an element. Repeated elements become an array. */
function add(value: Record<string, unknown>, name: string, inner: unknown): void {
  const before = value[name];
  if (before === undefined) value[name] = inner;
  else if (Array.isArray(before)) before.push(inner);
  else value[name] = [before, inner];
}
