/**
 * Secrets that are words of what everybody may read: to cover such a one would shred every report, and not to cover it, give
 * it away.
 */
import { readProxy } from '../http/proxy.ts';
import { publicTexts } from '../secrets/public-texts.ts';
import { MIN_SECRET_LENGTH } from '../secrets/registry.ts';
import type { Mistake } from './mistake.ts';
import { PROXY_NAMES } from './run.ts';
import type { SecretSetting } from './secrets.ts';
import type { Values } from './values.ts';
import type { Variables } from './variables.ts';

/** A command may have a password in it; nothing prints it. Of a proxy, only a part is open. */
const NEVER_SHOWN: readonly string[] = ['KEYTURN_PASSCODE_COMMAND', ...PROXY_NAMES];

/** The settings that are no secrets: hosts, names and folders stand in every report. */
export function openIn(values: Values, variables: Variables): Values {
  const open: Values = {};
  for (const [name, value] of Object.entries(values))
    if (variables.get(name)?.secret === undefined && !NEVER_SHOWN.includes(name)) open[name] = value;
  for (const name of PROXY_NAMES) {
    const read = readProxy(values[name] ?? '');
    if (!read.ok) continue;
    const { server, credentials } = read.proxy;
    // Without a password, the user name is a key.
    open[name] = credentials?.password ? `${credentials.username}@${server}` : server;
  }
  return open;
}

/** What is wrong with a secret that stands in Keyturn's own texts, or in another setting; nothing if it stands in none. */
export function publicSecretMistake({ value, source }: SecretSetting, open: Values): Mistake | undefined {
  if (value.length < MIN_SECRET_LENGTH) return undefined;
  const [within] = Object.entries(open).find(([, text]) => text?.includes(value) === true) ?? [];
  const isOurs = publicTexts().holds(value);
  if (within === undefined && !isOurs) return undefined;
  const what = isProxy(source) ? 'has a password that' : 'is a word that';
  const from = isOurs ? 'Keyturn’s own texts' : within === source ? 'the rest of it' : (within ?? '');
  return {
    variable: source,
    problem: `${what} cannot be told from ${from} in a report; choose another`,
    remedy: 'a value of its own: no common word, and no part of another setting',
  };
}

function isProxy(name: string): boolean {
  return PROXY_NAMES.some((each) => each === name);
}
