/** Line breaks and indentation for bodies that came in one line. Nothing but white space between their parts changes. */

const STEP = '  ';

/** Indents JSON without reading its values, so that a long number keeps all its digits. */
export function indentJson(text: string): string {
  let depth = 0;
  let indented = '';
  const newLine = () => `\n${STEP.repeat(Math.max(0, depth))}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{}[\],:]|[^\s"{}[\],:]+|"/gs)) {
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
  let afterTag = false;
  for (const [token] of text.matchAll(/<[^>]*>|[^<]+|</g)) {
    if (!token.startsWith('<') || token === '<') {
      if (token.trim() === '') continue;
      indented += token;
      afterTag = false;
      continue;
    }
    const closes = token.startsWith('</');
    if (closes) depth = Math.max(0, depth - 1);
    if (afterTag && !(closes && indented.endsWith(token.replace('/', '')))) {
      indented += `\n${STEP.repeat(depth)}`;
    }
    indented += token;
    if (!closes && !token.endsWith('/>') && !/^<[?!]/.test(token)) depth++;
    afterTag = true;
  }
  return indented;
}
