/** Renders GitHub-flavored Markdown as GitHub does before it sanitizes it, and lists what became of it. */
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { micromark } from 'micromark';
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;

/** What a page contains. */
export interface Rendered {
  /** The names of all elements. */
  tags: Set<string>;
  /** All attributes, as `a href=…`. */
  attributes: string[];
  comments: string[];
  /** Text outside of code, which GitHub searches for mentions, references and URLs. */
  prose: string[];
  /** All text. */
  text: string;
  /** For each table, the numbers of cells that its rows have. */
  tables: number[][];
}

/** Elements in which GitHub links nothing. */
const CODE = new Set(['code', 'pre']);

export function rendered(markdown: string): Rendered {
  const html = micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  });
  const found: Rendered = { tags: new Set(), attributes: [], comments: [], prose: [], text: '', tables: [] };
  visit(parseFragment(html), found, false);
  return found;
}

function visit(node: Node, found: Rendered, inCode: boolean): void {
  if (node.nodeName === '#text') {
    const { value } = node as DefaultTreeAdapterTypes.TextNode;
    found.text += value;
    if (!inCode) found.prose.push(value);
  } else if (node.nodeName === '#comment') {
    found.comments.push((node as DefaultTreeAdapterTypes.CommentNode).data);
  } else if ('tagName' in node) {
    found.tags.add(node.tagName);
    found.attributes.push(...node.attrs.map(({ name, value }) => `${node.tagName} ${name}=${value}`));
    if (node.tagName === 'table') found.tables.push([]);
    if (node.tagName === 'tr')
      found.tables.at(-1)?.push(node.childNodes.filter(({ nodeName }) => /^t[dh]$/.test(nodeName)).length);
  }
  if ('childNodes' in node)
    for (const child of node.childNodes) visit(child, found, inCode || CODE.has(node.nodeName));
}
