/** The same documents, written in another way. */
import type { Around } from '../../common/faults.ts';
import { onTheWire } from '../../common/on-the-wire.ts';

/** XML with a declaration, comments, CDATA, white space between elements, and attributes in another order. */
export function verboseXml(): Around {
  return onTheWire(({ headers, text }) => {
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

/** JSON over several lines, with numbers and truths as such and not as texts. */
export function typedJson(): Around {
  return onTheWire(({ headers, text }) => {
    if (headers.get('content-type')?.startsWith('application/json') !== true) return undefined;
    const typed: unknown = JSON.parse(text, (key, value: unknown) => typedValue(key, value));
    return { text: `${JSON.stringify(typed, null, 2)}\n` };
  });
}

/** What people wrote themselves stays a text, even where it looks like a number. */
const TYPED = /^(@id|@count|@querycount|@totalcount|@anonymous|@exists|license\.seat|status)$/;

function typedValue(key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !TYPED.test(key)) return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return /^\d{1,15}$/.test(value) ? Number(value) : value;
}
