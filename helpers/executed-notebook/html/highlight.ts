/** Code and bodies in color. The chips of redacted values survive the highlighting. */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import { printable } from '../../http/printable.ts';
import { chip, chips, replaceMarkers } from './chips.ts';
import { type Markup, markup } from './markup.ts';

export type Language = 'typescript' | 'json' | 'xml' | 'bash';

/** An instance of our own, whose classes are short: there are thousands of them in a page. */
const highlighter = hljs.newInstance();
highlighter.configure({ classPrefix: 'h-' });
for (const [name, language] of Object.entries({ bash, json, typescript, xml })) {
  highlighter.registerLanguage(name, language);
}

/** Noncharacters of Unicode: they stand for a chip while the text around it is highlighted. Text must not contain them. */
const [FIRST, LAST] = ['\ufdd0', '\ufdd1'];
const DIGITS = '\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6\ufdd7\ufdd8\ufdd9\ufdda\ufddb';
const CHIP = new RegExp(`${FIRST}([${DIGITS}]+)${LAST}`, 'g');

/** What has no color of its own. It would be most of the elements of a page. */
const PLAIN = /<span class="h-punctuation">([^<]*)<\/span>/g;
const PLAIN_IN_JSON = /<span class="h-(?:punctuation|string)">([^<]*)<\/span>/g;

/** Longer text has no colors. What a tenant sends may take the highlighter seconds. */
const MAX_LENGTH = 20_000;

/** Returns text highlighted, or only escaped if it is long or no language is given. */
export function highlighted(text: string, language: Language | undefined): Markup {
  if (language === undefined || text.length > MAX_LENGTH) return chips(text);
  const drawn: Markup[] = [];
  const clean = printable(text).replace(/[\ufdd0-\ufdef]/g, '·');
  const marked = replaceMarkers(clean, (name) => {
    drawn.push(chip(name));
    return FIRST + String(drawn.length - 1).replace(/\d/g, (digit) => DIGITS[Number(digit)] ?? '') + LAST;
  });
  const { value } = highlighter.highlight(marked, { language, ignoreIllegals: true });
  return markup(
    value
      .replace(language === 'json' ? PLAIN_IN_JSON : PLAIN, '$1')
      .replace(/&quot;|&#x27;/g, (entity) => (entity === '&quot;' ? '"' : "'"))
      .replace(CHIP, (_, digits: string) => {
        const index = Number(Array.from(digits, (digit) => DIGITS.indexOf(digit)).join(''));
        return String(drawn[index] ?? '');
      }),
  );
}

/** Returns the language of a body by its type, or by how it begins if there is none. */
export function languageOf(body: string, type: string | undefined): 'json' | 'xml' | undefined {
  if (/\bjson\b/i.test(type ?? '') || (type === undefined && /^\s*(?:\{|\[(?!redacted))/.test(body)))
    return 'json';
  if (/\b(?:xml|html)\b/i.test(type ?? '') || (type === undefined && /^\s*</.test(body))) return 'xml';
  return undefined;
}
