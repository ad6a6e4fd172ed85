/** The document around a page of ours. It loads nothing, and only its own style and script may be used in it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html, type Markup } from './markup.ts';

/** What a document consists of. */
interface Content {
  title: string;
  body: Markup;
  /** Style sheets after the common one. */
  styles: readonly string[];
  /** Without it, no script may run. */
  script?: string;
}

/** Returns the whole document. */
export function htmlDocument({ title, body, styles, script }: Content): string {
  const style = [readAsset(join(__dirname, 'page.css')), ...styles].join('\n');
  const policy = [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    ...(script === undefined ? [] : [`script-src ${hash(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>${String(html`${title}`)}</title>
<style>${style}</style></head><body id="top">${String(body)}${script === undefined ? '' : `<script>${script}</script>`}</body></html>\n`;
}

/** Reads a style sheet or a script that becomes a part of a page. */
export function readAsset(path: string): string {
  return readFileSync(path, 'utf8').replace(/\r\n/g, '\n');
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
