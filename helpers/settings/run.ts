/** The settings of a run, whatever it is about. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { LEDGER_FOLDER } from '../cleanup/ledger.ts';
import { type Deviation, readDeviations } from '../contract/deviations.ts';
import { PROJECT } from '../run/project.ts';
import { isInside, realPath } from '../run/real-path.ts';
import { oneOf, webAddress } from './fields.ts';
import { group } from './group.ts';

/** How a run behaves. */
export interface RunSettings {
  /** Prints the newest mailed passcode; without it the run asks at the terminal. */
  passcodeCommand: string | undefined;
  /** Hosts that may be acted on, beside loopback. Lower case. */
  writeHosts: string[];
  /** Which level of proof fails a run. */
  failOn: 'must' | 'should';
  /** Age in hours at which another run's marked user counts as a leftover. */
  leftoverHours: number;
  /** How many users the contract checks of one run may create. */
  maxTestUsers: number;
  /** What tenants are known to do other than documented. */
  deviations: Deviation[];
  /** A browser's channel or path. */
  browser: string | undefined;
  /** URL of the proxy for API calls and the browser. */
  proxy: string | undefined;
  /** A file of certificates in PEM form, beside those of Node. */
  extraCertificates: string | undefined;
  /** Whether the emulators were insisted on. */
  insistsOnEmulator: boolean;
  /** Folder for everything a run writes. */
  results: string;
  /** Folder of the ledger, seen from the project. */
  state: string;
}

/** Read where it is there, if nothing is said. */
const DEFAULT_DEVIATIONS = 'deviations.json';

/** Where a run writes, if nothing is said. */
export const DEFAULT_RESULTS = 'results';

export const runSettings = group({
  variables: {
    KEYTURN_PASSCODE_COMMAND: 'a command that prints the newest passcode mailed to KEYTURN_PASSCODE_ADDRESS',
    KEYTURN_WRITE_HOSTS: 'host names, comma separated: acme.zendesk.com',
    KEYTURN_TARGET: 'emulator, or leave it out',
    KEYTURN_FAIL_ON: 'must, or should',
    KEYTURN_LEFTOVER_HOURS: 'a number of hours, such as 24',
    KEYTURN_MAX_TEST_USERS: 'a whole number, such as 30',
    KEYTURN_DEVIATIONS:
      'a JSON file of known deviations: [{ "tenant": "acme.zendesk.com", "check": "zendesk/password/set", "reason": "ticket 4711", "expires": "2027-03-31" }]',
    KEYTURN_BROWSER:
      'the path of Chrome, Edge or Chromium, or a channel: chrome, chrome-beta, msedge, chromium',
    KEYTURN_RESULTS: 'a folder, such as results',
    KEYTURN_STATE: 'a folder that outlives the run and is not inside the results, such as .keyturn',
    KEYTURN_ENV_FILE: 'the path of a file like .env; set it in the environment, not in the file itself',
    HTTPS_PROXY: 'the proxy of your network: http://proxy.example:8080',
    NODE_EXTRA_CA_CERTS: 'a file of certificates in PEM form',
  },
  shape: {
    KEYTURN_PASSCODE_COMMAND: z.string().optional(),
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
    KEYTURN_DEVIATIONS: z
      .string()
      .default(() => (existsSync(DEFAULT_DEVIATIONS) ? DEFAULT_DEVIATIONS : ''))
      .transform((path, context): Deviation[] => {
        if (path === '') return [];
        const read = readDeviations(path);
        if (read.ok) return read.deviations;
        context.addIssue({ code: 'custom', message: read.problem });
        return z.NEVER;
      }),
    KEYTURN_BROWSER: z.string().optional(),
    KEYTURN_RESULTS: z.string().default(DEFAULT_RESULTS),
    KEYTURN_STATE: z.string().default(LEDGER_FOLDER),
    KEYTURN_ENV_FILE: z.string().optional(),
    HTTPS_PROXY: z
      .string()
      .refine((text) => webAddress(text) !== undefined, 'is not a web address')
      .optional(),
    NODE_EXTRA_CA_CERTS: z.string().refine(existsSync, 'names a file that does not exist').optional(),
  },
  secrets: {},
  checkTogether: ({ KEYTURN_RESULTS, KEYTURN_STATE }, fail) => {
    const results = realPath(KEYTURN_RESULTS ?? DEFAULT_RESULTS);
    const state = realPath(resolve(PROJECT, KEYTURN_STATE ?? LEDGER_FOLDER));
    // What is in the results is handed on, searched for secrets, and may be removed.
    if (KEYTURN_STATE !== undefined && isInside(state, results))
      fail('KEYTURN_STATE', 'lies inside the folder of the results');
    if (state === results)
      fail(
        KEYTURN_STATE === undefined ? 'KEYTURN_RESULTS' : 'KEYTURN_STATE',
        'is the folder of the ledger and that of the results at once',
      );
  },
  read: (values): RunSettings => ({
    passcodeCommand: values.KEYTURN_PASSCODE_COMMAND,
    writeHosts: values.KEYTURN_WRITE_HOSTS.split(',')
      .map((host) => host.trim().toLowerCase())
      .filter((host) => host !== ''),
    failOn: values.KEYTURN_FAIL_ON,
    leftoverHours: values.KEYTURN_LEFTOVER_HOURS,
    maxTestUsers: values.KEYTURN_MAX_TEST_USERS,
    deviations: values.KEYTURN_DEVIATIONS,
    browser: values.KEYTURN_BROWSER,
    proxy: values.HTTPS_PROXY,
    extraCertificates: values.NODE_EXTRA_CA_CERTS,
    insistsOnEmulator: values.KEYTURN_TARGET === 'emulator',
    results: values.KEYTURN_RESULTS,
    state: values.KEYTURN_STATE,
  }),
});
