/** The settings that apply to a run of any system. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Deviation, readDeviations } from '../contract/deviations.ts';
import { isLoopback } from '../http/loopback.ts';
import { type Proxy, readProxy } from '../http/proxy.ts';
import { PROJECT } from '../machine/project.ts';
import type { ImapSettings } from '../passcode/imap.ts';
import { IMAP_PASSWORD, type Mailbox, readMailbox } from '../passcode/imap-url.ts';
import { browser, file, folder, oneOf } from './fields.ts';
import { checkFolders, checkHistory, DEFAULT_RESULTS, DEFAULT_STATE, defaultHistory } from './folders.ts';
import { type Fail, group } from './group.ts';
import { webhook } from './webhook.ts';

/** How a run behaves. */
export interface RunSettings {
  /** A command that prints the newest passcode from an email. */
  passcodeCommand: string | undefined;
  /** A mailbox in which passcodes are looked for. Without it and without a command, the run asks at the terminal. */
  passcodeImap: ImapSettings | undefined;
  /** The write hosts in lower case. Loopback addresses are always allowed. */
  writeHosts: string[];
  /** The lowest level of proof that fails a run. */
  failOn: 'must' | 'should';
  /** Age in hours from which another run's user with our marker counts as a leftover. */
  leftoverHours: number;
  /** The most users that the contract checks of one run may create. */
  maxTestUsers: number;
  /** Known deviations of tenants from the documentation. */
  deviations: Deviation[];
  /** A browser's channel, or the absolute path of one. */
  browser: string | undefined;
  /** The proxy for API calls and the browser. `undefined` if it is invalid, which is a mistake only if a tenant is called. */
  proxy: Proxy | undefined;
  /** A file of PEM certificates, in addition to those of Node. */
  extraCertificates: string | undefined;
  /** Whether only emulators may be used. */
  emulatorOnly: boolean;
  /** Absolute path of the folder for everything that a run writes. */
  results: string;
  /** Absolute path of the ledger's folder. */
  state: string;
  /** Absolute path of the folder of earlier runs. */
  history: string;
  /** The key that signs records. `undefined` if they are not signed. */
  recordKey: string | undefined;
  /** Absolute path of the file that lists many tenants. */
  fleetFile: string | undefined;
}

/** The file of deviations, if it exists and no other is set. */
const DEFAULT_DEVIATIONS = join(PROJECT, 'deviations.json');

/** A record and its signature are public, so whoever guesses the key could try it on them. */
const MIN_KEY_LENGTH = 32;

/** The variables of a proxy, in curl's order: the first one that is set counts. */
export const PROXY_NAMES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

const PROXY =
  'the proxy of your network, http://proxy.example:8080 or socks5://proxy.example:1080; user name and password must be percent-encoded: http://me:p%40ss@proxy.example:8080';
const NO_PROXY = 'hosts to reach without the proxy, separated by commas: .your-company.example, 10.0.0.0/8';

export const runSettings = group({
  prefix: 'KEYTURN',
  variables: {
    KEYTURN_PASSCODE_COMMAND: 'a command that prints the newest passcode emailed to KEYTURN_PASSCODE_ADDRESS',
    KEYTURN_PASSCODE_IMAP:
      'a mailbox, imaps://user@host/folder, with @ in the user name written as %40: imaps://qa%40company.example@imap.company.example/INBOX',
    KEYTURN_PASSCODE_IMAP_PASSWORD:
      'the password of the mailbox in KEYTURN_PASSCODE_IMAP. Gmail and Microsoft 365 accept no passwords over IMAP: use KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND with them (docs/passcodes.md)',
    KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND:
      'a command that prints an OAuth access token for the mailbox in KEYTURN_PASSCODE_IMAP (docs/passcodes.md)',
    KEYTURN_WRITE_HOSTS: 'host names, separated by commas: acme.zendesk.com',
    KEYTURN_TARGET: 'emulator, or not set',
    KEYTURN_FAIL_ON: 'must or should',
    KEYTURN_LEFTOVER_HOURS: 'a number of hours, such as 24',
    KEYTURN_MAX_TEST_USERS: 'a whole number, such as 30',
    KEYTURN_DEVIATIONS:
      'a JSON file of known deviations: [{ "tenant": "acme.zendesk.com", "check": "zendesk/password/set", "reason": "ticket 4711", "expires": "2027-03-31" }]',
    KEYTURN_BROWSER:
      'the path of Chrome, Edge or Chromium, or a channel: chrome, chrome-beta, msedge, chromium',
    KEYTURN_RESULTS: 'a folder, such as results',
    KEYTURN_STATE: 'a folder that persists after the run and is outside the results, such as .keyturn',
    KEYTURN_HISTORY: 'a folder that persists after the run, such as results/history',
    KEYTURN_RECORD_KEY: 'a long random text that only your CI knows; openssl rand -hex 32 prints one',
    KEYTURN_NOTIFY_URL:
      'the whole URL of an incoming webhook, as Slack and others show it: https://hooks.example.com/… (docs/notify.md)',
    KEYTURN_NOTIFY_TEMPLATE: 'a JSON file with the message for the webhook (docs/notify.md)',
    KEYTURN_ENV_FILE: 'the path of a file like .env; set it in the environment, not in the file itself',
    KEYTURN_FLEET_FILE: 'a YAML file that lists many tenants, such as fleet.yaml (docs/fleet.md)',
    https_proxy: PROXY,
    HTTPS_PROXY: PROXY,
    all_proxy: PROXY,
    ALL_PROXY: PROXY,
    no_proxy: NO_PROXY,
    NO_PROXY: NO_PROXY,
    NODE_EXTRA_CA_CERTS: 'a file of PEM certificates',
  },
  shape: {
    KEYTURN_PASSCODE_COMMAND: z.string().optional(),
    KEYTURN_PASSCODE_IMAP: z
      .string()
      .transform((text, context): Mailbox => {
        const read = readMailbox(text);
        if (read.ok) return read.mailbox;
        context.addIssue({ code: 'custom', message: read.problem });
        return z.NEVER;
      })
      .optional(),
    KEYTURN_PASSCODE_IMAP_PASSWORD: z.string().optional(),
    KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND: z.string().optional(),
    KEYTURN_WRITE_HOSTS: z.string().default(''),
    KEYTURN_TARGET: oneOf(['emulator']).optional(),
    KEYTURN_FAIL_ON: oneOf(['must', 'should']).default('must'),
    KEYTURN_LEFTOVER_HOURS: z.coerce
      .number('must be a number of hours')
      .min(0, 'must not be negative')
      .default(24),
    KEYTURN_MAX_TEST_USERS: z.coerce
      .number('must be a whole number')
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .default(30),
    KEYTURN_DEVIATIONS: file.optional().transform((path, context): Deviation[] => {
      if (path === undefined && !existsSync(DEFAULT_DEVIATIONS)) return [];
      const read = readDeviations(path ?? DEFAULT_DEVIATIONS);
      if (read.ok) return read.deviations;
      context.addIssue({ code: 'custom', message: read.problem });
      return z.NEVER;
    }),
    KEYTURN_BROWSER: browser.optional(),
    KEYTURN_RESULTS: folder.default(DEFAULT_RESULTS),
    KEYTURN_STATE: folder.default(DEFAULT_STATE),
    KEYTURN_HISTORY: folder.optional(),
    KEYTURN_RECORD_KEY: z
      .string()
      .min(MIN_KEY_LENGTH, `has fewer than ${String(MIN_KEY_LENGTH)} characters, so it could be guessed`)
      .optional(),
    KEYTURN_NOTIFY_URL: webhook.optional(),
    KEYTURN_NOTIFY_TEMPLATE: file.optional(),
    KEYTURN_ENV_FILE: z.string().optional(),
    KEYTURN_FLEET_FILE: file.optional(),
    https_proxy: z.string().optional(),
    HTTPS_PROXY: z.string().optional(),
    all_proxy: z.string().optional(),
    ALL_PROXY: z.string().optional(),
    no_proxy: z.string().optional(),
    NO_PROXY: z.string().optional(),
    NODE_EXTRA_CA_CERTS: file
      .refine(containsCertificates, 'names a file that contains no PEM certificate')
      .optional(),
  },
  secrets: {
    KEYTURN_PASSCODE_IMAP_PASSWORD: 'password',
    KEYTURN_RECORD_KEY: 'signing key',
    KEYTURN_NOTIFY_URL: 'access token',
  },
  secretsOfEmulator: ['KEYTURN_RECORD_KEY', 'KEYTURN_NOTIFY_URL'],
  tenant: [],
  checkTogether: (given, fail, { live, hasTenant, tenantVariables }) => {
    checkFolders(given, fail);
    checkHistory(given, fail);
    if (live) checkPasscodeSource(given, fail);
    // A write host shows that a tenant was meant. A run on an emulator instead could pass without testing it.
    if (
      live &&
      !hasTenant &&
      hostsIn(given.KEYTURN_WRITE_HOSTS ?? '').some((host) => !isLoopback(nameOf(host)))
    )
      fail('KEYTURN_WRITE_HOSTS', `lists a host, but no tenant is configured (${tenantVariables})`);
    const name = PROXY_NAMES.find((each) => given[each] !== undefined);
    // Emulators run on this machine, so a proxy is used only if a tenant is called.
    if (name === undefined || !hasTenant) return;
    const read = readProxy(given[name] ?? '');
    if (!read.ok) fail(name, read.problem);
  },
  read: (values): RunSettings => ({
    passcodeCommand: values.KEYTURN_PASSCODE_COMMAND,
    passcodeImap: imapOf(values),
    writeHosts: hostsIn(values.KEYTURN_WRITE_HOSTS),
    failOn: values.KEYTURN_FAIL_ON,
    leftoverHours: values.KEYTURN_LEFTOVER_HOURS,
    maxTestUsers: values.KEYTURN_MAX_TEST_USERS,
    deviations: values.KEYTURN_DEVIATIONS,
    browser: values.KEYTURN_BROWSER,
    proxy: proxyOf(values),
    extraCertificates: values.NODE_EXTRA_CA_CERTS,
    emulatorOnly: values.KEYTURN_TARGET === 'emulator',
    results: values.KEYTURN_RESULTS,
    state: values.KEYTURN_STATE,
    history: values.KEYTURN_HISTORY ?? defaultHistory(values.KEYTURN_RESULTS),
    recordKey: values.KEYTURN_RECORD_KEY,
    fleetFile: values.KEYTURN_FLEET_FILE,
  }),
});

const IMAP = 'KEYTURN_PASSCODE_IMAP';
const IMAP_TOKEN_COMMAND = 'KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND';

/** Finds mistakes in where passcodes are read: one place, and one way to sign in there. */
function checkPasscodeSource(
  given: Partial<Record<string, string>>,
  fail: Fail<typeof IMAP | typeof IMAP_PASSWORD | typeof IMAP_TOKEN_COMMAND>,
): void {
  const isSet = (name: string) => given[name] !== undefined;
  const login = [IMAP_PASSWORD, IMAP_TOKEN_COMMAND] as const;
  if (!isSet(IMAP)) {
    for (const name of login.filter(isSet)) fail(name, `is set, but ${IMAP} is not`);
    return;
  }
  if (isSet('KEYTURN_PASSCODE_COMMAND'))
    fail(IMAP, 'is set together with KEYTURN_PASSCODE_COMMAND; keep one of them');
  if (login.every(isSet)) fail(IMAP_TOKEN_COMMAND, `is set together with ${IMAP_PASSWORD}; keep one of them`);
  if (!login.some(isSet))
    fail(
      IMAP_PASSWORD,
      `is not set, and neither is ${IMAP_TOKEN_COMMAND}, so the run could not sign in to the mailbox in ${IMAP}`,
    );
}

function imapOf(
  values: { KEYTURN_PASSCODE_IMAP?: Mailbox | undefined } & Partial<
    Record<typeof IMAP_PASSWORD | typeof IMAP_TOKEN_COMMAND, string | undefined>
  >,
): ImapSettings | undefined {
  const { [IMAP]: mailbox, [IMAP_PASSWORD]: password, [IMAP_TOKEN_COMMAND]: tokenCommand } = values;
  if (mailbox === undefined) return undefined;
  if (tokenCommand !== undefined) return { mailbox, login: { tokenCommand } };
  return password === undefined ? undefined : { mailbox, login: { password } };
}

function hostsIn(list: string): string[] {
  return list
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
}

/** Returns a host without its port. */
function nameOf(host: string): string {
  return host.replace(/:\d+$/, '');
}

/** Returns the proxy of the first variable that is set, if it is valid. */
export function proxyOf(
  values: Partial<Record<(typeof PROXY_NAMES)[number] | 'no_proxy' | 'NO_PROXY', string | undefined>>,
): Proxy | undefined {
  const variable = PROXY_NAMES.find((each) => values[each] !== undefined);
  if (variable === undefined) return undefined;
  const read = readProxy(values[variable] ?? '');
  if (!read.ok) return undefined;
  return { variable, ...read.proxy, noProxy: values.no_proxy ?? values.NO_PROXY ?? '' };
}

/** If Node cannot use such a file, it only prints a warning that is easily missed. So the file is checked here. */
function containsCertificates(path: string): boolean {
  try {
    return /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(readFileSync(path, 'utf8'));
  } catch {
    return false;
  }
}
