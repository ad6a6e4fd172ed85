/** The settings of Zendesk. */
import { z } from 'zod';
import { baseUrl, oneOf, password, webAddress } from '../../settings/fields.ts';
import { group } from '../../settings/group.ts';

/** A Zendesk tenant, and how a run signs in to it. */
export interface ZendeskTarget {
  /** `https://acme.zendesk.com`, no trailing slash. */
  baseUrl: string;
  client: { identifier: string; secret: string };
  /** Registered with the client. The browser is intercepted there, so nothing needs to listen on it. */
  redirectUri: string;
  admin: AdminSignIn;
}

/** How the admin signs in. Without credentials, a person signs in manually in a visible browser. */
type AdminSignIn =
  | { grant: 'client_credentials' }
  | { grant: 'authorization_code'; credentials: { email: string; password: string } | undefined };

/** The test user's settings. */
export interface TestUserSettings {
  role: 'agent' | 'end-user';
  /** Generated for each run if not given. */
  name: string | undefined;
  /** `{run}` stands for the run ID. */
  email: string;
  /** Whether `email` is Keyturn's default, not a configured address. */
  emailIsOurs: boolean;
  /** The first password. Generated if not given. */
  password: string | undefined;
}

/** A run's settings for Zendesk. */
export interface ZendeskSettings {
  /** The live tenant. `undefined` if the emulator stands in for it. */
  target: ZendeskTarget | undefined;
  /** The test user's settings, on the live tenant or on the emulator. */
  testUser: TestUserSettings;
  /** How the admin signs in on the emulator. On a live tenant, this is part of the target. */
  adminGrant: AdminSignIn['grant'];
}

const DEFAULT_REDIRECT = 'http://127.0.0.1:8976/callback';
const DEFAULT_ADDRESS = 'keyturn+{run}@example.com';

/** If one of these is set, Zendesk is live. Setting too few of them is a mistake, and never starts an emulated run. */
const TENANT = [
  'ZENDESK_SUBDOMAIN',
  'ZENDESK_BASE_URL',
  'ZENDESK_CLIENT_ID',
  'ZENDESK_CLIENT_SECRET',
] as const;

const subdomain = z.string().regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i, {
  error: ({ input }) =>
    /[/.:]/.test(String(input))
      ? 'is a URL, not a subdomain. Use only its first part, or put the full URL into ZENDESK_BASE_URL'
      : 'may contain only letters, digits and hyphens',
});

const email = z
  .string()
  .refine((text) => z.email().safeParse(text.replaceAll('{run}', 'run')).success, 'is not an email address');

/** The screen of the OAuth clients. */
export const OAUTH_CLIENTS = 'Admin Center > Apps and integrations > APIs > OAuth clients';

/** The screen of the users. */
export const PEOPLE_SCREEN = 'Admin Center > People';

export const zendeskSettings = group({
  prefix: 'ZENDESK',
  variables: {
    ZENDESK_SUBDOMAIN: 'the first part of your URL: acme for https://acme.zendesk.com',
    ZENDESK_BASE_URL: 'the full URL without a path: https://acme.zendesk.com',
    ZENDESK_CLIENT_ID: `${OAUTH_CLIENTS}: the Identifier (not the ID) of a confidential client`,
    ZENDESK_CLIENT_SECRET: `${OAUTH_CLIENTS} > your client > Secret (shown only once, when it is created)`,
    ZENDESK_REDIRECT_URI:
      'one of the Redirect URLs of the OAuth client, for example http://127.0.0.1:8976/callback',
    ZENDESK_ADMIN_GRANT: 'client_credentials, or authorization_code',
    ZENDESK_ADMIN_EMAIL: 'the email address of an admin who signs in with a password',
    ZENDESK_ADMIN_PASSWORD: 'the password of ZENDESK_ADMIN_EMAIL',
    ZENDESK_TEST_USER_ROLE: 'agent, or end-user',
    ZENDESK_TEST_USER_NAME: 'any name; Keyturn puts its marker in front of it',
    ZENDESK_TEST_USER_EMAIL: 'a mailbox that the run can read, for example qa+{run}@your-company.example',
    ZENDESK_TEST_USER_PASSWORD: "leave it out to have one generated that meets the tenant's requirements",
  },
  shape: {
    ZENDESK_SUBDOMAIN: subdomain.optional(),
    ZENDESK_BASE_URL: baseUrl.optional(),
    ZENDESK_CLIENT_ID: z.string().optional(),
    ZENDESK_CLIENT_SECRET: z.string().optional(),
    ZENDESK_REDIRECT_URI: z
      .string()
      .refine((text) => webAddress(text) !== undefined, 'is not a web address')
      .default(DEFAULT_REDIRECT),
    ZENDESK_ADMIN_GRANT: oneOf(['client_credentials', 'authorization_code']).default('client_credentials'),
    ZENDESK_ADMIN_EMAIL: z.email('is not an email address').optional(),
    ZENDESK_ADMIN_PASSWORD: password.optional(),
    ZENDESK_TEST_USER_ROLE: oneOf(['agent', 'end-user']).default('agent'),
    ZENDESK_TEST_USER_NAME: z.string().max(100, 'has more than 100 characters').optional(),
    ZENDESK_TEST_USER_EMAIL: email.optional(),
    ZENDESK_TEST_USER_PASSWORD: password.optional(),
  },
  secrets: {
    ZENDESK_CLIENT_SECRET: 'client secret',
    ZENDESK_ADMIN_PASSWORD: 'password',
    ZENDESK_TEST_USER_PASSWORD: 'password',
  },
  secretsOfEmulator: ['ZENDESK_TEST_USER_PASSWORD'],
  tenant: ['ZENDESK_SUBDOMAIN', 'ZENDESK_BASE_URL'],
  checkTogether: (given, fail, { live }) => {
    if (given.ZENDESK_ADMIN_EMAIL !== undefined && given.ZENDESK_ADMIN_PASSWORD === undefined)
      fail('ZENDESK_ADMIN_PASSWORD', 'is not set, but ZENDESK_ADMIN_EMAIL is');
    if (given.ZENDESK_ADMIN_PASSWORD !== undefined && given.ZENDESK_ADMIN_EMAIL === undefined)
      fail('ZENDESK_ADMIN_EMAIL', 'is not set, but ZENDESK_ADMIN_PASSWORD is');
    const set = TENANT.filter((name) => given[name] !== undefined);
    if (!live || set.length === 0) return;
    const because = `${set.join(' and ')} ${set.length === 1 ? 'is' : 'are'}`;
    if (given.ZENDESK_SUBDOMAIN === undefined && given.ZENDESK_BASE_URL === undefined)
      fail('ZENDESK_SUBDOMAIN', `is not set, and neither is ZENDESK_BASE_URL, but ${because}`);
    if (given.ZENDESK_SUBDOMAIN !== undefined && given.ZENDESK_BASE_URL !== undefined)
      fail('ZENDESK_BASE_URL', 'is set together with ZENDESK_SUBDOMAIN; keep one of them');
    for (const name of ['ZENDESK_CLIENT_ID', 'ZENDESK_CLIENT_SECRET'] as const) {
      if (given[name] === undefined) fail(name, `is not set, but ${because}, so Zendesk is live`);
    }
  },
  read: (values, live): ZendeskSettings => {
    const { ZENDESK_SUBDOMAIN: name, ZENDESK_BASE_URL: address = `https://${name ?? ''}.zendesk.com` } =
      values;
    const { ZENDESK_ADMIN_EMAIL: adminEmail, ZENDESK_ADMIN_PASSWORD: adminPassword } = values;
    const isConfigured = name !== undefined || values.ZENDESK_BASE_URL !== undefined;
    const credentials =
      adminEmail === undefined || adminPassword === undefined
        ? undefined
        : { email: adminEmail, password: adminPassword };
    const grant = values.ZENDESK_ADMIN_GRANT;
    return {
      target:
        live && isConfigured
          ? {
              baseUrl: new URL(address).origin,
              client: {
                identifier: values.ZENDESK_CLIENT_ID ?? '',
                secret: values.ZENDESK_CLIENT_SECRET ?? '',
              },
              redirectUri: values.ZENDESK_REDIRECT_URI,
              admin: grant === 'client_credentials' ? { grant } : { grant, credentials },
            }
          : undefined,
      adminGrant: grant,
      testUser: {
        role: values.ZENDESK_TEST_USER_ROLE,
        name: values.ZENDESK_TEST_USER_NAME,
        email: (values.ZENDESK_TEST_USER_EMAIL ?? DEFAULT_ADDRESS).toLowerCase(),
        emailIsOurs: values.ZENDESK_TEST_USER_EMAIL === undefined,
        password: values.ZENDESK_TEST_USER_PASSWORD,
      },
    };
  },
});
