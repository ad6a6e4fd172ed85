/** The settings of CXone Expert. */
import { z } from 'zod';
import { baseUrl, password } from '../../settings/fields.ts';
import { group } from '../../settings/group.ts';

/** An Expert site, and how the admin authenticates. */
export interface ExpertTarget {
  /** `https://help.acme.example`, no trailing slash. */
  baseUrl: string;
  admin: ExpertAdmin;
}

/** User name and password (Basic), or a server API token and the admin it acts as. */
export type ExpertAdmin =
  | { by: 'password'; username: string; password: string }
  | { by: 'server token'; key: string; secret: string; user: string };

/** A run's settings for Expert. */
export interface ExpertSettings {
  /** The live site. `undefined` if the emulator stands in for it. */
  target: ExpertTarget | undefined;
  /** The prefix of the test users' names, which end in `-1`, `-2` … */
  testUsername: string;
}

const BASIC = ['EXPERT_ADMIN_USERNAME', 'EXPERT_ADMIN_PASSWORD'] as const;
const SERVER_TOKEN = [
  'EXPERT_SERVER_TOKEN_KEY',
  'EXPERT_SERVER_TOKEN_SECRET',
  'EXPERT_SERVER_TOKEN_USER',
] as const;

/** The screen of the server API tokens. */
export const SERVER_TOKENS_SCREEN = 'Site tools > Dashboard > Integrations > API Token Management';

/** The screen of the users. */
export const USERS_SCREEN = 'Site tools > Control Panel > Users';

/** Returns the beginning of a sentence: “A is”, or “A and B are”. */
const areSet = (names: readonly string[]) => `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'}`;

export const expertSettings = group({
  prefix: 'EXPERT',
  variables: {
    EXPERT_BASE_URL: 'the URL of the site, such as https://help.your-company.example, without a path',
    EXPERT_ADMIN_USERNAME: 'the user name of an admin who signs in with a password',
    EXPERT_ADMIN_PASSWORD: 'the password of EXPERT_ADMIN_USERNAME',
    EXPERT_SERVER_TOKEN_KEY: `${SERVER_TOKENS_SCREEN}: its Key`,
    EXPERT_SERVER_TOKEN_SECRET: `${SERVER_TOKENS_SCREEN}: its Secret (shown only once, when it is created)`,
    EXPERT_SERVER_TOKEN_USER: 'the user name or ID of the admin that the server API token acts as',
    EXPERT_TEST_USERNAME: 'a name of letters, digits and hyphens that begins with a letter, such as keyturn',
  },
  shape: {
    EXPERT_BASE_URL: baseUrl.optional(),
    EXPERT_ADMIN_USERNAME: z
      .string()
      .refine((text) => !text.includes(':'), 'contains a colon, which Basic authentication does not allow')
      .optional(),
    EXPERT_ADMIN_PASSWORD: password.optional(),
    EXPERT_SERVER_TOKEN_KEY: z.string().regex(/^\S+$/, 'contains spaces').optional(),
    EXPERT_SERVER_TOKEN_SECRET: z.string().optional(),
    EXPERT_SERVER_TOKEN_USER: z.string().optional(),
    EXPERT_TEST_USERNAME: z
      .string()
      .regex(
        /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/i,
        'may contain only letters, digits and hyphens, and at most 40 of them',
      )
      .default('keyturn'),
  },
  secrets: { EXPERT_ADMIN_PASSWORD: 'password', EXPERT_SERVER_TOKEN_SECRET: 'client secret' },
  secretsOfEmulator: [],
  tenant: ['EXPERT_BASE_URL'],
  checkTogether: (given, fail, { live }) => {
    const has = (name: keyof typeof given) => given[name] !== undefined;
    const isBasic = BASIC.some(has);
    const isToken = SERVER_TOKEN.some(has);
    if (!live || (!has('EXPERT_BASE_URL') && !isBasic && !isToken)) return;
    if (!has('EXPERT_BASE_URL')) {
      fail('EXPERT_BASE_URL', `is not set, but ${areSet([...BASIC, ...SERVER_TOKEN].filter(has))}`);
    }
    const [ofToken] = SERVER_TOKEN.filter(has);
    if (isBasic && ofToken !== undefined)
      fail(ofToken, `is set together with ${BASIC.filter(has).join(' and ')}; keep one of the two`);
    else if (!isBasic && !isToken)
      fail(
        'EXPERT_ADMIN_USERNAME',
        'is not set, and neither is a server API token (EXPERT_SERVER_TOKEN_KEY)',
      );
    for (const name of isToken ? SERVER_TOKEN : BASIC) {
      if ((isBasic || isToken) && !(isBasic && isToken) && !has(name))
        fail(name, `is not set, but ${areSet((isToken ? SERVER_TOKEN : BASIC).filter(has))}`);
    }
  },
  read: (values, live): ExpertSettings => {
    const {
      EXPERT_BASE_URL: address,
      EXPERT_ADMIN_USERNAME: username = '',
      EXPERT_ADMIN_PASSWORD: adminPassword = '',
      EXPERT_SERVER_TOKEN_KEY: key,
      EXPERT_SERVER_TOKEN_SECRET: secret = '',
      EXPERT_SERVER_TOKEN_USER: user = '',
    } = values;
    const admin: ExpertAdmin =
      key === undefined
        ? { by: 'password', username, password: adminPassword }
        : { by: 'server token', key, secret, user };
    return {
      target: live && address !== undefined ? { baseUrl: new URL(address).origin, admin } : undefined,
      testUsername: values.EXPERT_TEST_USERNAME.toLowerCase(),
    };
  },
});
