/**
 * Kinds of values that settings have. Their messages never repeat a value, which may be a secret in the wrong place; but for
 * paths, of which nobody could say otherwise where was looked.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { isLoopback } from '../http/loopback.ts';
import { PROJECT } from '../machine/project.ts';

/** A web address of any kind; nothing for other texts. */
export function webAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** The address of a tenant: `https://host`, plain http on this machine alone, without a path or credentials. */
export const baseUrl = z.string().superRefine((text, context) => {
  const url = webAddress(text);
  const fail = (message: string) => context.addIssue({ code: 'custom', message });
  if (url === undefined) fail('is not a web address');
  else if (url.username !== '' || url.password !== '') fail('must not carry a user name or a password');
  else if (url.pathname !== '/' || url.search !== '' || url.hash !== '') fail('must end after the host');
  else if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    fail('must begin with https:// (plain http is for this machine alone)');
  }
});

/** One of a list: the message names what would be right. */
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be ${values.join(' or ')}` });

/** A password that somebody has chosen. */
export const password = z.string().min(5, 'has fewer than five characters');

/** A path, whole, or what is wrong with it, as the end of a sentence that begins with the variable. */
export type PathRead = { ok: true; path: string } | { ok: false; problem: string };

/** `$HOME`, `${HOME}`, `%USERPROFILE%`, and `~` for a home that is not one's own: what shells expand, and we do not. */
const UNEXPANDED = /\$(?:\w|\{)|%[a-z_]\w*%|^~(?![/\\])/i;

/**
 * A path as it was written: from `folder`, unless it is whole; a leading `~/` is the home of whoever runs it. What only a
 * shell expands is refused: as it stands it would be a folder of that very name.
 */
export function readPath(text: string, folder = PROJECT): PathRead {
  const [unexpanded] = UNEXPANDED.exec(text) ?? [];
  if (unexpanded !== undefined) {
    const sign = unexpanded.charAt(0);
    return { ok: false, problem: `has a ${sign} in it, which is not expanded here (a leading ~/ is)` };
  }
  return {
    ok: true,
    path: /^~[/\\]/.test(text) ? resolve(homedir(), text.slice(2)) : resolve(folder, text),
  };
}

/** A path of any kind, as a whole one. */
const path = z.string().transform((text, context): string => {
  const read = readPath(text);
  if (read.ok) return read.path;
  context.addIssue({ code: 'custom', message: read.problem });
  return z.NEVER;
});

/** A folder, which is made where there is none. */
export const folder = path.superRefine((whole, context) => {
  if (kindOf(whole) === 'file')
    context.addIssue({ code: 'custom', message: `names ${whole}, which is a file` });
});

/** A file that several processes of a run read. */
export const file = path.superRefine((whole, context) => {
  const problem = notAFile(whole);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/** What Playwright calls the browsers that it finds by itself. */
const CHANNELS = [
  ...['chrome', 'chrome-beta', 'chrome-dev', 'chrome-canary'],
  ...['msedge', 'msedge-beta', 'msedge-dev', 'msedge-canary'],
  ...['chromium', 'chromium-headless-shell'],
];

/** A browser: one of Playwright's channels as it is, or the path of a program, whole. */
export const browser = z.string().transform((text, context): string => {
  if (CHANNELS.includes(text)) return text;
  const read = readPath(text);
  const problem = read.ok ? notAProgram(read.path) : read.problem;
  if (read.ok && problem === undefined) return read.path;
  context.addIssue({ code: 'custom', message: problem ?? '' });
  return z.NEVER;
});

function notAProgram(whole: string): string | undefined {
  if (kindOf(whole) === undefined) return `is no channel, and names ${whole}, which does not exist`;
  const problem = notAFile(whole);
  if (problem !== undefined) return problem;
  try {
    accessSync(whole, constants.X_OK);
    return undefined;
  } catch {
    return `names ${whole}, which is not executable`;
  }
}

/** What keeps a path from being that of a file, as the end of a sentence. */
function notAFile(whole: string): string | undefined {
  switch (kindOf(whole)) {
    case 'file':
      return undefined;
    case 'folder':
      return `names ${whole}, which is a folder`;
    case 'other':
      return `names ${whole}, which is no regular file`;
    case undefined:
      return `names ${whole}, which does not exist`;
  }
}

function kindOf(whole: string): 'file' | 'folder' | 'other' | undefined {
  try {
    const stat = statSync(whole);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  } catch {
    return undefined;
  }
}
