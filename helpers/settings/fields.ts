/**
 * The kinds of values that settings can have. Messages never repeat a value, because it may be a secret in the wrong place.
 * Paths are the exception: without the path, the message would not show which file or folder is meant.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { isLoopback } from '../http/loopback.ts';
import { PROJECT } from '../machine/project.ts';

/** Parses an http or https URL. Returns `undefined` for any other text. */
export function webAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** The URL of a tenant: `https://host`, without a path or credentials. Plain http is allowed for this machine only. */
export const baseUrl = z.string().superRefine((text, context) => {
  const url = webAddress(text);
  const fail = (message: string) => context.addIssue({ code: 'custom', message });
  if (url === undefined) fail('is not a URL');
  else if (url.username !== '' || url.password !== '') fail('must not contain a user name or password');
  else if (url.pathname !== '/' || url.search !== '' || url.hash !== '') fail('must not have a path');
  else if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    fail('must begin with https:// (http:// is allowed for this machine only)');
  }
});

/** One value of a list. The message names the values that are allowed. */
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be ${values.join(' or ')}` });

/** A password that a person has chosen. */
export const password = z.string().min(5, 'has fewer than five characters');

/** An absolute path, or the problem with it, as the end of a sentence that begins with the variable. */
export type PathRead = { ok: true; path: string } | { ok: false; problem: string };

/** `$HOME`, `${HOME}`, `%USERPROFILE%` and another user's `~`. Shells expand them, but Keyturn does not. */
const UNEXPANDED = /\$(?:\w|\{)|%[a-z_]\w*%|^~(?![/\\])/i;

/**
 * Reads a path: relative to `folder`, unless it is absolute. A leading `~/` is the user's home. Anything that only a shell
 * expands is a mistake, because it would become a folder of literally that name.
 */
export function readPath(text: string, folder = PROJECT): PathRead {
  const [unexpanded] = UNEXPANDED.exec(text) ?? [];
  if (unexpanded !== undefined) {
    const sign = unexpanded.charAt(0);
    return { ok: false, problem: `contains ${sign}, which is not expanded (only a leading ~/ is)` };
  }
  return {
    ok: true,
    path: /^~[/\\]/.test(text) ? resolve(homedir(), text.slice(2)) : resolve(folder, text),
  };
}

/** A path of any kind, made absolute. */
const path = z.string().transform((text, context): string => {
  const read = readPath(text);
  if (read.ok) return read.path;
  context.addIssue({ code: 'custom', message: read.problem });
  return z.NEVER;
});

/** A folder. It is created if it does not exist. */
export const folder = path.superRefine((absolute, context) => {
  if (kindOf(absolute) === 'file')
    context.addIssue({ code: 'custom', message: `must be a folder, but ${absolute} is a file` });
});

/** A file that several processes of a run read. */
export const file = path.superRefine((absolute, context) => {
  const problem = notAFile(absolute);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/** Playwright's names for the browsers that it finds on its own. */
const CHANNELS = [
  ...['chrome', 'chrome-beta', 'chrome-dev', 'chrome-canary'],
  ...['msedge', 'msedge-beta', 'msedge-dev', 'msedge-canary'],
  ...['chromium', 'chromium-headless-shell'],
];

/** A browser: one of Playwright's channels, or the path of a program, made absolute. */
export const browser = z.string().transform((text, context): string => {
  if (CHANNELS.includes(text)) return text;
  const read = readPath(text);
  const problem = read.ok ? notAProgram(read.path) : read.problem;
  if (read.ok && problem === undefined) return read.path;
  context.addIssue({ code: 'custom', message: problem ?? '' });
  return z.NEVER;
});

function notAProgram(absolute: string): string | undefined {
  if (kindOf(absolute) === undefined) return `is not a browser channel, and ${absolute} does not exist`;
  const problem = notAFile(absolute);
  if (problem !== undefined) return problem;
  try {
    accessSync(absolute, constants.X_OK);
    return undefined;
  } catch {
    return `names ${absolute}, which is not executable`;
  }
}

/** Returns why there is no regular file at a path, as the end of a sentence, or `undefined` if there is one. */
function notAFile(absolute: string): string | undefined {
  switch (kindOf(absolute)) {
    case 'file':
      return undefined;
    case 'folder':
      return `names ${absolute}, which is a folder`;
    case 'other':
      return `names ${absolute}, which is not a regular file`;
    case undefined:
      return `names ${absolute}, which does not exist`;
  }
}

function kindOf(absolute: string): 'file' | 'folder' | 'other' | undefined {
  try {
    const stat = statSync(absolute);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  } catch {
    return undefined;
  }
}
