/**
 * Searches everything that a run has written for secrets. It tries each encoding of a secret, and opens the archives that
 * contain a report's data. It shares no code with the redaction that it checks.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { unzipSync } from 'fflate';

/** A secret, and what it is. */
export interface Planted {
  kind: string;
  value: string;
}

/** Where a secret was found, without its value. */
export interface Hit {
  kind: string;
  spelling: string;
  place: string;
}

/** The encodings of a value, by name. */
function spellings(value: string): [string, string][] {
  const once = encodeURIComponent(value);
  const form = new URLSearchParams({ v: value }).toString().slice(2);
  const json = JSON.stringify(value).slice(1, -1);
  const html = value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]).toString('base64');
    // Without the characters that depend on the text before and after.
    return text.slice(shift === 0 ? 0 : 4, Math.floor(text.replace(/=+$/, '').length / 4) * 4 - 4);
  });
  const all: [string, string][] = [
    ['plain', value],
    ['URL-encoded', once],
    ['form-encoded', form],
    ['URL-encoded twice', encodeURIComponent(once)],
    ['JSON-escaped', json],
    ['JSON-escaped twice', JSON.stringify(json).slice(1, -1)],
    ['HTML-escaped', html],
    ...base64.filter((text) => text.length >= 8).map((text): [string, string] => ['base64', text]),
    ['hexadecimal', Buffer.from(value).toString('hex')],
  ];
  // If two encodings are the same, the simpler name is kept.
  return all.filter(([, text], index) => all.findIndex(([, other]) => other === text) === index);
}

/** The hits in a string, and in the data URIs and attachments that it contains. */
export function findInText(text: string, secrets: readonly Planted[], place: string): Hit[] {
  const hits: Hit[] = [];
  for (const { kind, value } of secrets) {
    // Six digits may occur by chance, as part of a time or an ID.
    const bounded = /^\d+$/.test(value) ? new RegExp(`(?<!\\d)${value}(?!\\d)`) : undefined;
    for (const [spelling, spelled] of bounded === undefined ? spellings(value) : []) {
      if (text.includes(spelled)) hits.push({ kind, spelling, place });
    }
    if (bounded?.test(text) === true) hits.push({ kind, spelling: 'plain', place });
  }
  for (const [, packed = ''] of text.matchAll(/base64,([A-Za-z0-9+/=]{40,})/g)) {
    hits.push(...findInBytes(Buffer.from(packed, 'base64'), secrets, `${place} > data URI`));
  }
  // Bodies of attachments in JSON reports.
  for (const [, packed = ''] of text.matchAll(/"body":\s*"([A-Za-z0-9+/=]{24,})"/g)) {
    hits.push(...findInBytes(Buffer.from(packed, 'base64'), secrets, `${place} > attachment`));
  }
  return hits;
}

function findInBytes(bytes: Buffer, secrets: readonly Planted[], place: string): Hit[] {
  if (bytes.subarray(0, 2).toString() !== 'PK') return findInText(bytes.toString('utf8'), secrets, place);
  return Object.entries(unzipSync(bytes)).flatMap(([name, entry]) =>
    findInBytes(Buffer.from(entry), secrets, `${place} > ${name}`),
  );
}

/** The hits in files, archives included. */
export function findInFiles(files: readonly string[], secrets: readonly Planted[], root: string): Hit[] {
  return files.flatMap((file) => findInBytes(readFileSync(file), secrets, relative(root, file)));
}
