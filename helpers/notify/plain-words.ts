/**
 * What may be said of a run outside of its reports. A record is a file that anyone may have edited, and much of it comes from a
 * tenant. So a word is used only if it has the form of one of ours, and a title loses everything that a chat or an issue
 * tracker could take for a link, a mention, markup or a person's address.
 */
import { HELP_TOPICS, type HelpTopic } from '../help/topics.ts';
import { hostOf } from '../history/find-tenant.ts';
import { printable } from '../http/printable.ts';
import { RUN_ID } from '../run-id.ts';
import { secrets } from '../secrets/registry.ts';

/** What stands in place of a word that is not one of ours. */
export const UNREADABLE = '(unreadable)';

/** Longer titles are cut. */
const MAX_TITLE = 120;

const EMAIL = /[^\s<>()"'|]+@[^\s<>()"'|]+/g;
const URL_LIKE = /(?:\b[a-z][a-z\d+.-]*:\/\/|\bwww\.|\bmailto:)[^\s<>"']*/gi;

/** Characters with a meaning somewhere, and others that look like them. A `#` in front of a number refers to an issue. */
const LOOK_ALIKES: readonly (readonly [RegExp, string])[] = [
  [/</g, '‹'],
  [/>/g, '›'],
  [/&/g, '＆'],
  [/@/g, '＠'],
  [/\[/g, '［'],
  [/\]/g, '］'],
  [/`/g, 'ˋ'],
  [/\*/g, '∗'],
  [/~/g, '∼'],
  [/\|/g, '¦'],
  [/\\/g, '＼'],
  [/\{/g, '｛'],
  [/\}/g, '｝'],
  [/#(?=\w)/g, '＃'],
  [/:(?=\w+:)/g, '：'],
];

/** Returns a title as plain text: on one line, cut, without addresses, and with nothing that has a meaning anywhere. */
export function plainTitle(title: string): string {
  const plain = LOOK_ALIKES.reduce(
    (text, [pattern, lookAlike]) => text.replace(pattern, lookAlike),
    printable(secrets.redact(title).replace(/\s+/g, ' '))
      .replace(EMAIL, '(email address)')
      .replace(URL_LIKE, '(URL)'),
  ).trim();
  const characters = Array.from(plain);
  return characters.length <= MAX_TITLE ? plain : `${characters.slice(0, MAX_TITLE - 1).join('')}…`;
}

/** Returns the address of a cell, check or proof. */
export function plainAddress(address: string): string {
  return isWord(address, /^[a-z][a-z\d-]*(?:\/[\w-]+){1,2}(?:#[\w-]+)?$/i, 160) ? address : UNREADABLE;
}

/** Returns the host of a tenant, or `emulator of zendesk`. */
export function plainTenant(tenant: string): string {
  const host = hostOf(tenant);
  return isWord(
    host,
    /^(?:emulator of [a-z][a-z\d-]*|[a-z\d.-]+(?::\d{1,5})?|\[[\da-f:]+\](?::\d{1,5})?)$/i,
    253,
  ) && secrets.find(tenant).length === 0
    ? host
    : UNREADABLE;
}

/** Returns a run ID. */
export function plainRun(run: string): string {
  return isWord(run, RUN_ID, 10) ? run : UNREADABLE;
}

/** Returns a command: `start`, `contract`, `sweep` or `playwright`. */
export function plainCommand(command: string): string {
  return isWord(command, /^[a-z]+$/, 12) ? command : UNREADABLE;
}

/** Returns a version of Keyturn. */
export function plainVersion(version: string): string {
  return isWord(version, /^\d+\.\d+\.\d+(?:-[a-z\d.]+)?$/i, 32) ? version : UNREADABLE;
}

/** Returns a time, such as `2026-11-30 02:00 UTC`. */
export function plainTime(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime())
    ? UNREADABLE
    : at.toISOString().replace(/^(.*)T(\d\d:\d\d).*$/, '$1 $2 UTC');
}

/** Returns the code of a help topic, if it is one. */
export function plainTopic(code: string | undefined): HelpTopic | undefined {
  return HELP_TOPICS.find((topic) => topic === code);
}

/** A value that is secret is not a word, whatever its form. */
function isWord(text: string, form: RegExp, longest: number): boolean {
  return text.length <= longest && form.test(text) && secrets.find(text).length === 0;
}
