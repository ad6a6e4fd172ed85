/** A request or response: its headers, folded, and its body, indented and cut if it is long. */
import { count, number } from '../text/amounts.ts';
import type { Drawing } from './drawing.ts';
import { highlighted, languageOf } from './highlight.ts';
import { chips } from './chips.ts';
import { indentJson, indentXml } from './indent.ts';
import { html, lines, type Markup } from './markup.ts';

export function headers(of: Readonly<Record<string, string>>): Markup | undefined {
  const entries = Object.entries(of);
  if (entries.length === 0) return undefined;
  return html`<details class="fold headers">
    <summary>${count(entries.length, 'header')}</summary>
    <pre>${lines(entries.map(([name, value]) => html`${name}: ${chips(value)}`))}</pre>
  </details>`;
}

/** `type` is its content type, if that is known. */
export function body(text: string, type: string | undefined, { limits }: Drawing): Markup {
  const language = languageOf(text, type);
  const readable = language === 'json' ? indentJson(text) : language === 'xml' ? indentXml(text) : text;
  const draw = (part: string) =>
    highlighted(part, limits.colors === 'code and bodies' ? language : undefined);
  const [shown, rest] = cut(readable, limits.visible);
  if (rest === '') return html`<pre class="body">${draw(shown)}</pre>`;
  const [folded, lost] = cut(rest, limits.body - limits.visible);
  const more = `… ${number(rest.length)} more characters`;
  const onlyInRecord =
    lost === '' ? '' : `… ${number(lost.length)} more characters, which are only in run.json`;
  if (folded === '')
    return html`<pre class="body">${draw(shown)}</pre>
      <p class="cut">${onlyInRecord}</p>`;
  return html`<pre class="body">${draw(shown)}</pre>
    <details class="fold more">
      <summary>${more}</summary>
      <pre class="body">${draw(folded)}</pre>
      ${onlyInRecord === '' ? '' : html`<p class="cut">${onlyInRecord}</p>`}
    </details>`;
}

/** Cuts a text in two, neither in a marker nor between the halves of a character. */
function cut(text: string, at: number): [string, string] {
  if (text.length <= at) return [text, ''];
  let end = Math.max(0, at);
  const marker = text.lastIndexOf('[redacted', end);
  if (marker !== -1 && end - marker < 120) {
    const closed = text.indexOf(']', marker);
    if (closed >= end && closed - marker < 120) end = closed + 1;
  }
  if (/[\ud800-\udbff]/.test(text[end - 1] ?? '')) end--;
  return [text.slice(0, end), text.slice(end)];
}
