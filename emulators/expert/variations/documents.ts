/** Variations that write the same documents differently. */
import type { CallMiddleware } from '../../common/overlays.ts';
import { rewriteAnswers } from '../../common/written-answers.ts';
import type { ExpertVariation } from '../overlays/types.ts';

/** XML with a declaration, comments, CDATA, whitespace between elements, and attributes in another order. */
function verboseXml(): CallMiddleware {
  return rewriteAnswers(({ headers, text }) => {
    if (headers.get('content-type')?.startsWith('application/xml') !== true) return undefined;
    const [instruction = ''] = /^<\?.*?\?>/.exec(text) ?? [];
    const document = text
      .slice(instruction.length)
      .replace(/<([\w.-]+)((?: [\w.:-]+="[^"]*")+)(\/?)>/g, (_, name: string, list: string, end: string) => {
        const attributes = list.match(/[\w.:-]+="[^"]*"/g) ?? [];
        return `<${[name, ...attributes.reverse()].join(' ')}${end === '' ? '' : ' /'}>`;
      })
      .replaceAll('><', '>\n  <')
      .replace(/>([^<>]*\S[^<>]*)<\//g, (_, inner: string) => `><![CDATA[${plain(inner)}]]></`);
    const declaration = '<?xml version="1.0" encoding="utf-8"?>';
    return { text: `${declaration}\n${instruction}<!-- answered -->\n${document}\n` };
  });
}

function plain(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

/** JSON over several lines, in which numbers and booleans are not strings. */
function typedJson(): CallMiddleware {
  return rewriteAnswers(({ headers, text }) => {
    if (headers.get('content-type')?.startsWith('application/json') !== true) return undefined;
    const typed: unknown = JSON.parse(text, (key, value: unknown) => typedValue(key, value));
    return { text: `${JSON.stringify(typed, null, 2)}\n` };
  });
}

/** Everything else was written by people, and stays a string even if it looks like a number. */
const TYPED = /^(@id|@count|@querycount|@totalcount|@anonymous|@exists|license\.seat|status)$/;

function typedValue(key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !TYPED.test(key)) return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return /^\d{1,15}$/.test(value) ? Number(value) : value;
}

/** The challenge of a 401 names another realm. */
function otherRealm(): CallMiddleware {
  return rewriteAnswers(({ headers }) => {
    if (!headers.has('www-authenticate')) return undefined;
    headers.set('www-authenticate', 'Basic realm="Example Docs", charset="UTF-8"');
    return { headers };
  });
}

const german: Record<number, string> = {
  400: 'Die Anforderung ist ungültig',
  401: 'Die Anmeldung ist fehlgeschlagen',
  403: 'Der Zugriff wurde verweigert',
  404: 'Der angegebene Benutzer wurde nicht gefunden',
  409: 'Der Benutzer ist bereits vorhanden',
};

/** Messages are in the language of the site. */
function germanMessages(): CallMiddleware {
  return rewriteAnswers(({ status, text }) => {
    const words = german[status];
    if (words === undefined) return undefined;
    return {
      text: text
        .replace(/<message>[^<]*<\/message>/, `<message>${words}</message>`)
        .replace(/"message":"(?:[^"\\]|\\.)*"/, `"message":"${words}"`),
    };
  });
}

export const documentVariations: readonly ExpertVariation[] = [
  {
    name: 'extra-fields',
    sentence: 'Answers contain undocumented fields.',
    options: { extraFields: true },
  },
  { name: 'verbose-xml', sentence: 'XML has a declaration, comments and CDATA.', install: verboseXml },
  {
    name: 'typed-json',
    sentence: 'JSON has several lines, and numbers are not strings.',
    install: typedJson,
  },
  { name: 'german-messages', sentence: 'Error messages are in German.', install: germanMessages },
  { name: 'other-realm', sentence: 'The challenge of a 401 names another realm.', install: otherRealm },
];
