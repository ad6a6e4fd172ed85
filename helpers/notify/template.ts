/**
 * A message in the format of any other webhook: a JSON file, with placeholders in its strings. They are replaced after the file
 * was parsed, so that no value can become a part of the JSON.
 */
import { readFileSync } from 'node:fs';
import { decode } from '../decode.ts';
import { duration } from '../executed-notebook/text/amounts.ts';
import { parseJson } from '../json.ts';
import { displayPath } from '../machine/project.ts';
import { similarNames } from '../similar.ts';
import { Blocked, messageOf } from '../verdict/errors.ts';
import type { Facts } from './facts.ts';
import { plainMessage } from './message.ts';
import { counts, headline, named, problemLines, signOf, summary } from './sentences.ts';

type Values = Record<string, (facts: Facts, link: string) => string>;

/** Every placeholder and its value. docs/notify.md explains them. */
export const PLACEHOLDERS = {
  text: (facts, link) => plainMessage(facts, link === '' ? undefined : link),
  headline: (facts) => headline(facts),
  summary: (facts) => summary(facts),
  problems: (facts) => problemLines(facts).join('\n'),
  verdict: ({ verdict }) => verdict,
  outcome: ({ outcome }) => outcome,
  sign: (facts) => signOf(facts),
  exitCode: ({ exitCode }) => (exitCode === null ? '' : String(exitCode)),
  tenant: ({ tenants }) => named(tenants),
  command: ({ command }) => command,
  run: ({ run }) => run,
  started: ({ startedAt }) => startedAt,
  duration: ({ durationMs }) => duration(durationMs),
  counts: (facts) => counts(facts),
  proved: ({ proved }) => String(proved),
  expected: ({ expected }) => String(expected),
  left: ({ left }) => String(left),
  leaks: ({ leaks }) => String(leaks),
  version: ({ version }) => version,
  link: (_, link) => link,
} satisfies Values;

/** A template that is nested more deeply than this is none: no service reads such a message. */
const MAX_DEPTH = 100;

const PLACEHOLDER = /\{([a-z][\w-]*)\}/gi;

/** A value that JSON can contain. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/**
 * Reads a template.
 *
 * @throws {Blocked} if it is not JSON, is nested too deeply, or contains an unknown placeholder
 */
export function readTemplate(file: string): Json {
  const wrong = (problem: string, remedy: string) =>
    new Blocked(`The template ${displayPath(file)} ${problem}.`, {
      remedy,
      where: 'KEYTURN_NOTIFY_TEMPLATE',
      help: 'webhook',
    });
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw wrong(`cannot be read: ${messageOf(error)}`, 'make it readable');
  }
  const decoded = decode(bytes);
  if (!decoded.ok) throw wrong(decoded.problem, 'save it as UTF-8');
  const value = parseJson(decoded.text) as Json | undefined;
  if (value === undefined) throw wrong('is not JSON', 'correct it; docs/notify.md has examples');
  if (isDeeperThan(MAX_DEPTH, value))
    throw wrong(
      `is nested too deeply: more than ${String(MAX_DEPTH)} levels`,
      'remove levels; docs/notify.md has examples',
    );
  const unknown = stringsIn(value)
    .flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))
    .find((name) => !Object.hasOwn(PLACEHOLDERS, name));
  if (unknown === undefined) return value;
  const [near] = similarNames(unknown, Object.keys(PLACEHOLDERS));
  throw wrong(
    `contains the placeholder {${unknown}}, which does not exist`,
    near === undefined ? `use one of: ${Object.keys(PLACEHOLDERS).join(', ')}` : `did you mean {${near}}?`,
  );
}

/**
 * Returns the body for the webhook. If there is no link, an object of a list that is about it (one of its fields is `{link}`) is
 * left out: a button, for example.
 */
export function fillTemplate(template: Json, facts: Facts, link = ''): Json {
  if (typeof template === 'string')
    return template.replace(PLACEHOLDER, (_, name: keyof typeof PLACEHOLDERS) =>
      PLACEHOLDERS[name](facts, link),
    );
  if (Array.isArray(template))
    return template
      .filter((each) => link !== '' || !hasOwnLink(each))
      .map((each) => fillTemplate(each, facts, link));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) => [name, fillTemplate(value, facts, link)]),
  );
}

function hasOwnLink(value: Json): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).some((each) => each === '{link}')
  );
}

/** Whether lists and objects contain each other in more than this many levels. Each level is read at once, whatever their number is. */
function isDeeperThan(most: number, template: Json): boolean {
  let level = [template];
  for (let depth = 0; depth <= most; depth++) level = level.flatMap(childrenOf);
  return level.length > 0;
}

function childrenOf(value: Json): Json[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function stringsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return childrenOf(value).flatMap(stringsIn);
}
