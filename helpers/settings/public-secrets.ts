/**
 * Finds secrets that are also public text. Redacting such a secret would shred every report, and not redacting it would
 * reveal it.
 */
import { readProxy } from '../http/proxy.ts';
import { publicMailbox } from '../passcode/imap-url.ts';
import { publicTexts } from '../secrets/public-texts.ts';
import { MIN_SECRET_LENGTH } from '../secrets/registry.ts';
import type { Mistake } from './mistake.ts';
import { PROXY_NAMES } from './run.ts';
import type { SecretSetting } from './secrets.ts';
import type { Values } from './values.ts';
import type { Variables } from './variables.ts';

const MAILBOX = 'KEYTURN_PASSCODE_IMAP';

/** A command may contain a password, and no report shows it. Only a part of a proxy's or a mailbox's URL is public. */
const NEVER_SHOWN: readonly string[] = [
  'KEYTURN_PASSCODE_COMMAND',
  'KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND',
  MAILBOX,
  ...PROXY_NAMES,
];

/** Returns the settings that are not secret: reports show hosts, names and folders. */
export function publicSettings(values: Values, variables: Variables): Values {
  const shown: Values = {};
  for (const [name, value] of Object.entries(values))
    if (variables.get(name)?.secret === undefined && !NEVER_SHOWN.includes(name)) shown[name] = value;
  for (const name of PROXY_NAMES) {
    const read = readProxy(values[name] ?? '');
    if (!read.ok) continue;
    const { server, credentials } = read.proxy;
    // If there is no password, the user name may be an access key, and is not shown.
    shown[name] = credentials?.password ? `${credentials.username}@${server}` : server;
  }
  const mailbox = publicMailbox(values[MAILBOX] ?? '');
  if (mailbox !== undefined) shown[MAILBOX] = mailbox;
  return shown;
}

/** Returns the mistake if a secret is part of Keyturn's own texts or of another setting, or `undefined` if it is not. */
export function publicSecretMistake({ value, source }: SecretSetting, shown: Values): Mistake | undefined {
  if (value.length < MIN_SECRET_LENGTH) return undefined;
  const [within] = Object.entries(shown).find(([, text]) => text?.includes(value) === true) ?? [];
  const isOurs = publicTexts().contains(value);
  if (within === undefined && !isOurs) return undefined;
  const what = isProxy(source) ? 'has a password that is' : 'is';
  const from = isOurs ? 'Keyturn’s own texts' : within === source ? 'the rest of its URL' : (within ?? '');
  return {
    variable: source,
    problem: `${what} also part of ${from}, so a report could not redact it; choose another`,
    remedy: 'a value that is not a common word and not part of another setting',
  };
}

function isProxy(name: string): boolean {
  return PROXY_NAMES.some((each) => each === name);
}
