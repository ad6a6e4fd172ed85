/** Line breaks and indentation for bodies that came in one line. Nothing but white space between their parts changes. */

const STEP = '  ';

/** Deeper parts are not indented further. A body that consists of brackets would otherwise become gigabytes of spaces. */
const MAX_DEPTH = 30;

const indentation = (depth: number): string => STEP.repeat(Math.min(Math.max(0, depth), MAX_DEPTH));

/**
 * The tokens of JSON and of XML. A string or a tag that is not closed ends with the text. If it did not match at all, the rest
 * of the text would be searched again from each quote in it.
 */
const JSON_TOKEN = /"(?:[^"\\]|\\.)*"?|[{[]\s*[}\]]|[{}[\],:]|[^\s"{}[\],:]+/gs;
const XML_TOKEN = /<[^>]*>?|[^<]+/g;

/** Indents JSON without reading its values, so that a long number keeps all its digits. */
export function indentJson(text: string): string {
  let depth = 0;
  let indented = '';
  const newLine = () => `\n${indentation(depth)}`;
  for (const [token] of text.matchAll(JSON_TOKEN)) {
    if (token === '{' || token === '[') {
      depth++;
      indented += token + newLine();
    } else if (token === '}' || token === ']') {
      depth--;
      indented += newLine() + token;
    } else if (token === ',') indented += token + newLine();
    else if (token === ':') indented += ': ';
    else indented += token.length > 1 && /^[{[]/.test(token) ? token.replace(/\s/g, '') : token;
  }
  return indented;
}

/** Begins a line at each tag of XML that follows another one. Text next to a tag stays where it is. */
export function indentXml(text: string): string {
  let depth = 0;
  let indented = '';
  /** The token before this one, if it was a tag. */
  let lastTag: string | undefined;
  for (const [token] of text.matchAll(XML_TOKEN)) {
    if (!/^<.*>$/s.test(token)) {
      if (token.trim() === '') continue;
      indented += token;
      lastTag = undefined;
      continue;
    }
    const closes = token.startsWith('</');
    if (closes) depth = Math.max(0, depth - 1);
    if (lastTag !== undefined && !(closes && lastTag === token.replace('/', '')))
      indented += `\n${indentation(depth)}`;
    indented += token;
    if (!closes && !token.endsWith('/>') && !/^<[?!]/.test(token)) depth++;
    lastTag = token;
  }
  return indented;
}
