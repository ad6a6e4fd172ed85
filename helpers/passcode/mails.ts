/**
 * Reads a command's output as emails with the text that a reader sees. The output may be bare digits, plain text, HTML,
 * several raw emails, or the JSON of a mail service.
 */
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import PostalMime from 'postal-mime';
import { namesPasscode } from './words.ts';

/** An email, or any other text that was printed. */
export interface Mail {
  /** When it was sent (ms), if that is known. */
  date?: number;
  subject?: string;
  /** The text that a reader sees: one, or the same in several forms. */
  texts: string[];
}

/** Splits an output into emails. */
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

/** Headers by which an email, or a part of one, is recognized. */
const MAIL_HEADERS = new Set(
  'from to subject date received return-path delivered-to message-id mime-version content-type content-transfer-encoding'.split(
    ' ',
  ),
);

/** Reads raw emails. Text without headers is one email with just that text. */
async function mailsOfBytes(bytes: Buffer): Promise<Mail[]> {
  // One character is one byte here, because each part of an email may use a different character set.
  const pieces = splitMails(withHeaders(bytes.toString('latin1')));
  const mails: Mail[] = [];
  for (const { raw, isMail } of pieces) {
    const piece = Buffer.from(raw, 'latin1');
    mails.push((isMail ? await mailOfMime(piece) : undefined) ?? mailOfText(piece.toString('utf8')));
  }
  return mails;
}

/** Restores missing headers. Some commands print an email's encoded body without the headers that are needed to decode it. */
function withHeaders(raw: string): string {
  if (/^From /.test(raw) || headersAt(raw.split('\n'), 0).complete) return raw;
  // A few lines for old mail programs may precede the first part.
  const boundary = /^(?:[^\n]*\n){0,3}?--([^\s-][^\r\n]*?)[ \t]*\r?\nContent-[a-z-]+:/i.exec(raw)?.[1];
  if (boundary !== undefined) {
    return `MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n${raw}`;
  }
  // Signs of quoted-printable: an encoded equals sign, or lines that were broken at the length limit of emails.
  if (/=3D|^[^\r\n]{60,75}[^=\r\n]=\r?$/m.test(raw)) {
    return `MIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${raw}`;
  }
  return raw;
}

interface Piece {
  raw: string;
  isMail: boolean;
}

/** Splits several raw emails. Text in front of the first one is a separate piece. */
function splitMails(raw: string): Piece[] {
  const lines = raw.split('\n');
  const starts: { line: number; isMail: boolean }[] = [];
  let closing: string | undefined;
  for (let line = 0; line < lines.length; line++) {
    const isMbox = /^From \S+ .*\d{4}\r?$/.test(lines[line] ?? '');
    if (closing !== undefined && !isMbox) {
      // Inside a multipart email, headers belong to a part or to a forwarded email.
      if ((lines[line] ?? '').trimEnd() === closing) closing = undefined;
      continue;
    }
    const headers = headersAt(lines, isMbox ? line + 1 : line);
    if (!headers.complete || !(isMbox || isStart(lines, line, headers.names))) {
      // Later lines of this block have even fewer headers, so no email begins there either.
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

/** Whether an email begins with these headers: they are the first thing in the output, or are those of a complete email. */
function isStart(lines: readonly string[], line: number, names: ReadonlySet<string>): boolean {
  if (line === 0) return true;
  const known = [...names].filter((name) => MAIL_HEADERS.has(name)).length;
  // Files that were simply concatenated have no empty line between them.
  return names.has('from') && known >= ((lines[line - 1] ?? '').trim() === '' ? 2 : 4);
}

/** A block of headers that begins at a line. */
interface Headers {
  /** Whether it has at least two known headers, followed by an empty line and more text. */
  complete: boolean;
  names: Set<string>;
  /** The first line that is no longer a header. */
  end: number;
  /** The separator between the parts of the body. */
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

/** Reads one raw email. Returns `undefined` if it cannot be read. */
export async function mailOfMime(raw: Buffer): Promise<Mail | undefined> {
  try {
    const { date, subject, text, html } = await PostalMime.parse(raw);
    const parts = [text, html].filter((part) => part !== undefined);
    return { ...mailOfTexts(parts), ...dated(date), ...(subject === undefined ? {} : { subject }) };
  } catch {
    // It was not an email, or had too many nested parts.
    return undefined;
  }
}

function mailOfText(text: string): Mail {
  return mailOfTexts([decodedBase64(text) ?? text]);
}

function mailOfTexts(texts: readonly string[]): Mail {
  return { texts: texts.map((text) => (isHtml(text) ? textOfHtml(text) : text)) };
}

/** Reads a date from an email or from JSON. A date that cannot be read is ignored. */
function dated(date: string | number | undefined): { date?: number } {
  // Date.parse() accepts almost anything as a date, such as "5 minutes ago".
  if (date === undefined || !/\d{4}/.test(String(date))) return {};
  const number = typeof date === 'number' || /^\d{10,13}$/.test(date) ? Number(date) : undefined;
  // A smaller number is in seconds (until the year 5000), a larger one in milliseconds (from 1973 on).
  const ms = number === undefined ? Date.parse(String(date)) : number < 1e11 ? number * 1000 : number;
  return Number.isNaN(ms) ? {} : { date: ms };
}

// --- HTML -----------------------------------------------------------------------------------------------------------

/** Elements that begin a new paragraph, and elements that a reader does not see. */
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

/** Returns the text of HTML as a browser shows it. */
function textOfHtml(html: string): string {
  const text: string[] = [];
  // Without recursion, because an email may be nested deeper than the stack allows.
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

/** Names under which services list several emails. */
const LISTS = /^(?:messages|mails?|emails|items|value|data|results|hits|rows|list|inbox|hydra:member)$/i;
const DATES =
  /^(?:date|received|received_?at|receivedDateTime|sentDateTime|sent_?at|created|created_?at|createdDateTime|internalDate|timestamp)$/i;
/** Names, IDs and routing fields of an email, never its text. */
const NOT_WORDS =
  /(?:^|[a-z_-])(?:id|uid|etag|hash|checksum|size|url|link|href|cursor)$|^(?:x-|dkim|arc-|received|references|in-reply-to|message-?id|list-|return-path|from|to|cc|bcc|sender|reply)/i;

/** Parses a JSON document, or one document on each line. */
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

/**
 * Returns the emails in an answer: the answer itself if it is a list, or the list under a known name. Otherwise the
 * answer is one email.
 */
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

/** Adds one JSON value to an email: its date, its subject, or a text. */
async function addValue(mail: Mail, name: string, value: string | number): Promise<void> {
  const text = String(value).trim();
  // Splits names such as "verificationCode" into words.
  const label = name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ');
  if (DATES.test(name) && mail.date === undefined) Object.assign(mail, dated(value));
  else if (/^subject$/i.test(name)) mail.subject ??= text;
  else if (NOT_WORDS.test(name) || DATES.test(name)) return;
  else if (/^\d+$/.test(text)) {
    if (namesPasscode(label)) mail.texts.push(`${label}: ${text}`);
    // A JSON number is more likely a size than a passcode.
    else if (typeof value === 'string') mail.texts.push(text);
  } else if (typeof value === 'string') {
    const [inner, ...more] = await mailsOfBytes(Buffer.from(decodedBase64(value) ?? value));
    for (const { texts } of [inner, ...more].filter((one) => one !== undefined)) mail.texts.push(...texts);
    if (inner?.subject !== undefined) mail.subject ??= inner.subject;
    if (inner?.date !== undefined) mail.date ??= inner.date;
  }
}

/** Decodes base64 in either alphabet, if the result is text. */
function decodedBase64(text: string): string | undefined {
  const packed = text.replace(/\s/g, '');
  if (packed.length < 24 || !/^(?:[A-Za-z0-9+/]+|[A-Za-z0-9_-]+)={0,2}$/.test(packed)) return undefined;
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(packed, 'base64'));
    // eslint-disable-next-line no-control-regex -- bytes that text never contains
    return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}
