/**
 * What a command printed, as mails with the words that a reader sees: the digits alone, plain words, HTML, raw mails
 * one after the other, or the JSON of a mail service.
 */
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import PostalMime from 'postal-mime';
import { namesPasscode } from './words.ts';

/** A mail, or whatever else was printed. */
export interface Mail {
  /** When it was sent (ms), where it says so. */
  date?: number;
  subject?: string;
  /** What a reader sees of it: one text, or the same in several forms. */
  texts: string[];
}

/** Takes apart what was printed. */
export async function mailsIn(output: string | Uint8Array): Promise<Mail[]> {
  const bytes =
    typeof output === 'string'
      ? Buffer.from(output)
      : Buffer.from(output.buffer, output.byteOffset, output.byteLength);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const json = jsonIn(text);
  if (json !== undefined) return mailsOfJson(json);
  return mailsOfBytes(bytes);
}

// --- Raw mails ------------------------------------------------------------------------------------------------------

/** Headers by which a mail, or a part of one, is known. */
const MAIL_HEADERS = new Set(
  'from to subject date received return-path delivered-to message-id mime-version content-type content-transfer-encoding'.split(
    ' ',
  ),
);

/** Raw mails; what has no headers is one mail that consists of its words. */
async function mailsOfBytes(bytes: Buffer): Promise<Mail[]> {
  // A character is a byte here: each part of a mail may be in another character set.
  const pieces = splitMails(withHeaders(bytes.toString('latin1')));
  const mails: Mail[] = [];
  for (const { raw, isMail } of pieces) {
    const piece = Buffer.from(raw, 'latin1');
    mails.push((isMail ? await mailOfMime(piece) : undefined) ?? mailOfText(piece.toString('utf8')));
  }
  return mails;
}

/** Some commands print a mail's body as it was sent, without the headers that say how to read it: those are put back. */
function withHeaders(raw: string): string {
  if (/^From /.test(raw) || headersAt(raw.split('\n'), 0).complete) return raw;
  // Some words for old programs may stand before the first part.
  const boundary = /^(?:[^\n]*\n){0,3}?--([^\s-][^\r\n]*?)[ \t]*\r?\nContent-[a-z-]+:/i.exec(raw)?.[1];
  if (boundary !== undefined) {
    return `MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n${raw}`;
  }
  // An equals sign that was coded, or lines that were cut to the length of a mail's.
  if (/=3D|^[^\r\n]{60,75}[^=\r\n]=\r?$/m.test(raw)) {
    return `MIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${raw}`;
  }
  return raw;
}

interface Piece {
  raw: string;
  isMail: boolean;
}

/** Cuts between mails that were printed one after the other; what stands before the first is a piece of its own. */
function splitMails(raw: string): Piece[] {
  const lines = raw.split('\n');
  const starts: { line: number; isMail: boolean }[] = [];
  let closing: string | undefined;
  for (let line = 0; line < lines.length; line++) {
    const isMbox = /^From \S+ .*\d{4}\r?$/.test(lines[line] ?? '');
    if (closing !== undefined && !isMbox) {
      // Inside a mail of several parts, what looks like headers belongs to a part, or to a mail that was forwarded.
      if ((lines[line] ?? '').trimEnd() === closing) closing = undefined;
      continue;
    }
    const headers = headersAt(lines, isMbox ? line + 1 : line);
    if (!headers.complete || !(isMbox || isStart(lines, line, headers.names))) {
      // What begins further down in these lines is no mail either, since it has still less of one.
      line = Math.max(line, headers.end - 1);
      continue;
    }
    if (starts.length === 0 && line > 0) starts.push({ line: 0, isMail: false });
    starts.push({ line: isMbox ? line + 1 : line, isMail: true });
    closing = headers.boundary === undefined ? undefined : `--${headers.boundary}--`;
    line = headers.end;
  }
  if (starts.length === 0) return [{ raw, isMail: false }];
  return starts.map(({ line, isMail }, index) => ({
    raw: lines.slice(line, starts[index + 1]?.line).join('\n'),
    isMail,
  }));
}

/** Whether a mail begins with these headers: they are the first thing that was printed, or those of a whole mail. */
function isStart(lines: readonly string[], line: number, names: ReadonlySet<string>): boolean {
  if (line === 0) return true;
  const known = [...names].filter((name) => MAIL_HEADERS.has(name)).length;
  // Files that were printed one after the other have no empty line between them.
  return names.has('from') && known >= ((lines[line - 1] ?? '').trim() === '' ? 2 : 4);
}

/** A block of headers, from a line on. */
interface Headers {
  /** It has at least two that are known, and an empty line and more behind it. */
  complete: boolean;
  names: Set<string>;
  /** The first line that is no longer a header. */
  end: number;
  /** What stands between the parts of the body. */
  boundary: string | undefined;
}

function headersAt(lines: readonly string[], from: number): Headers {
  const names = new Set<string>();
  let end = from;
  for (; end < lines.length; end++) {
    const text = lines[end] ?? '';
    const name = /^([!-9;-~]+):/.exec(text)?.[1];
    if (name !== undefined) names.add(name.toLowerCase());
    else if (end === from || !/^[ \t]+\S/.test(text)) break;
  }
  const known = [...names].filter((name) => MAIL_HEADERS.has(name)).length;
  const complete = known >= 2 && lines[end]?.trim() === '' && end < lines.length - 1;
  const block = complete ? lines.slice(from, end).join('\n') : '';
  const type = /^Content-Type:\s*multipart\/(?:[^\n]|\n[ \t])*/im.exec(block)?.[0] ?? '';
  const boundary = /boundary="?([^";\r\n]+)/i.exec(type)?.[1]?.trimEnd();
  return { complete, names, end, boundary };
}

async function mailOfMime(raw: Buffer): Promise<Mail | undefined> {
  try {
    const { date, subject, text, html } = await PostalMime.parse(raw);
    const parts = [text, html].filter((part) => part !== undefined);
    return { ...mailOfTexts(parts), ...dated(date), ...(subject === undefined ? {} : { subject }) };
  } catch {
    // It was no mail, or one of endless parts.
    return undefined;
  }
}

function mailOfText(text: string): Mail {
  return mailOfTexts([decodedBase64(text) ?? text]);
}

function mailOfTexts(texts: readonly string[]): Mail {
  return { texts: texts.map((text) => (isHtml(text) ? textOfHtml(text) : text)) };
}

/** A date as it is written in a mail or in JSON; one that cannot be read is none. */
function dated(date: string | number | undefined): { date?: number } {
  // Nearly anything passes for a date with Date.parse(): "5 minutes ago".
  if (date === undefined || !/\d{4}/.test(String(date))) return {};
  const number = typeof date === 'number' || /^\d{10,13}$/.test(date) ? Number(date) : undefined;
  // In seconds until the year 5000, in milliseconds from 1973 on.
  const ms = number === undefined ? Date.parse(String(date)) : number < 1e11 ? number * 1000 : number;
  return Number.isNaN(ms) ? {} : { date: ms };
}

// --- HTML -----------------------------------------------------------------------------------------------------------

/** Elements that are paragraphs of their own, and those that nobody sees. */
const BLOCKS = new Set(
  'address article aside blockquote center dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tr ul'.split(
    ' ',
  ),
);
const HIDDEN_ELEMENTS = new Set('head noscript script style template title'.split(' '));

function isHtml(text: string): boolean {
  return /<(?:!doctype html|html|head|body|div|p|br|table|tbody|tr|td|th|span|b|i|u|strong|em|a|font|center|h[1-6]|style|img|ul|ol|li|pre|code)(?:\s[^<]*|\/)?>/i.test(
    text,
  );
}

/** The words of HTML as a browser reads them. */
function textOfHtml(html: string): string {
  const text: string[] = [];
  // Not by a function that calls itself: a mail may be nested deeper than the stack.
  const open: (DefaultTreeAdapterTypes.ChildNode | string)[] = [...parse(html).childNodes].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node === 'string') text.push(node);
    else if (node.nodeName === 'br') text.push('\n');
    else if ('value' in node) text.push(node.value.replace(/\s+/g, ' '));
    else if ('childNodes' in node && !HIDDEN_ELEMENTS.has(node.nodeName)) {
      const between = BLOCKS.has(node.nodeName) ? '\n' : /^t[dh]$/.test(node.nodeName) ? '\t' : '';
      text.push(between);
      open.push(between);
      for (const child of [...node.childNodes].reverse()) open.push(child);
    }
  }
  return text.join('');
}

// --- JSON -----------------------------------------------------------------------------------------------------------

/** Under such names services answer with several mails. */
const LISTS = /^(?:messages|mails?|emails|items|value|data|results|hits|rows|list|inbox|hydra:member)$/i;
const DATES =
  /^(?:date|received|received_?at|receivedDateTime|sentDateTime|sent_?at|created|created_?at|createdDateTime|internalDate|timestamp)$/i;
/** Names, numbers and routes of a mail, never its words. */
const NOT_WORDS =
  /(?:^|[a-z_-])(?:id|uid|etag|hash|checksum|size|url|link|href|cursor)$|^(?:x-|dkim|arc-|received|references|in-reply-to|message-?id|list-|return-path|from|to|cc|bcc|sender|reply)/i;

/** A JSON document, or one a line. */
function jsonIn(text: string): unknown {
  if (!/^\s*[{["]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      return lines.map((line) => JSON.parse(line) as unknown);
    } catch {
      return undefined;
    }
  }
}

async function mailsOfJson(json: unknown): Promise<Mail[]> {
  const mails: Mail[] = [];
  for (const entry of listIn(json)) mails.push(await mailOfJson(entry));
  return mails;
}

/** The mails of an answer, if it is a list of them, or has one under a name that is known; else it is one mail itself. */
function listIn(json: unknown): unknown[] {
  if (Array.isArray(json)) return json.length > 0 && json.every(isObject) ? json.flatMap(listIn) : [json];
  const lists = isObject(json)
    ? Object.entries(json).filter(
        ([name, value]) => LISTS.test(name) && Array.isArray(value) && value.every(isObject),
      )
    : [];
  return lists.length === 1 ? (lists[0]?.[1] as unknown[]) : [json];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function mailOfJson(entry: unknown): Promise<Mail> {
  const mail: Mail = { texts: [] };
  const add = async (name: string, value: unknown): Promise<void> => {
    if (Array.isArray(value)) for (const inner of value) await add(name, inner);
    else if (isObject(value)) {
      const { name: header, value: text } = value;
      // Headers come as pairs.
      const fields = typeof header === 'string' && typeof text === 'string' ? { [header]: text } : value;
      for (const [inner, field] of Object.entries(fields)) await add(inner, field);
    } else if (typeof value === 'string' || typeof value === 'number') await addValue(mail, name, value);
  };
  await add('', entry);
  return mail;
}

/** Puts one value of a mail's JSON where it belongs. */
async function addValue(mail: Mail, name: string, value: string | number): Promise<void> {
  const text = String(value).trim();
  // "verificationCode" in words.
  const label = name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ');
  if (DATES.test(name) && mail.date === undefined) Object.assign(mail, dated(value));
  else if (/^subject$/i.test(name)) mail.subject ??= text;
  else if (NOT_WORDS.test(name) || DATES.test(name)) return;
  else if (/^\d+$/.test(text)) {
    if (namesPasscode(label)) mail.texts.push(`${label}: ${text}`);
    // A bare number is a size or the like.
    else if (typeof value === 'string') mail.texts.push(text);
  } else if (typeof value === 'string') {
    const [inner, ...more] = await mailsOfBytes(Buffer.from(decodedBase64(value) ?? value));
    for (const { texts } of [inner, ...more].filter((one) => one !== undefined)) mail.texts.push(...texts);
    if (inner?.subject !== undefined) mail.subject ??= inner.subject;
    if (inner?.date !== undefined) mail.date ??= inner.date;
  }
}

/** What base64, in either alphabet, stands for, if it is text. */
function decodedBase64(text: string): string | undefined {
  const packed = text.replace(/\s/g, '');
  if (packed.length < 24 || !/^(?:[A-Za-z0-9+/]+|[A-Za-z0-9_-]+)={0,2}$/.test(packed)) return undefined;
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(packed, 'base64'));
    // eslint-disable-next-line no-control-regex -- bytes that no text has
    return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}
