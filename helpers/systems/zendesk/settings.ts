/** The settings of Zendesk. */
import { z } from 'zod';
import { baseUrl, oneOf, password, webAddress } from '../../settings/fields.ts';
import { group } from '../../settings/group.ts';

/** A Zendesk tenant and how we sign in to it. */
export interface ZendeskTarget {
  /** `https://acme.zendesk.com`, no trailing slash. */
  baseUrl: string;
  client: { identifier: string; secret: string };
  /** Registered with the client; intercepted in the browser, never listened on. */
  redirectUri: string;
  admin: AdminSignIn;
}

/** How the admin signs in. Without credentials a person does it, in a visible browser. */
type AdminSignIn =
  | { grant: 'client_credentials' }
  | { grant: 'authorization_code'; credentials: { email: string; password: string } | undefined };

/** What the test user shall be. */
export interface TestUserSettings {
  role: 'agent' | 'end-user';
  /** Made up per run if not given. */
  name: string | undefined;
  /** `{run}` stands for the run id. */
  email: string;
  /** Whether `email` was configured, or is our default. */
  emailIsOurs: boolean;
  /** The first password; generated if not given. */
  password: string | undefined;
}

/** What a run was told about Zendesk. */
export interface ZendeskSettings {
  /** The live tenant, or nothing: then the emulator stands in. */
  target: ZendeskTarget | undefined;
  /** How to treat the test user, on the tenant or on the emulator. */
  testUser: TestUserSettings;
  /** How the admin signs in on the emulator; on a live tenant it is part of the target. */
  adminGrant: AdminSignIn['grant'];
}

const DEFAULT_REDIRECT = 'http://127.0.0.1:8976/callback';
const DEFAULT_ADDRESS = 'keyturn+{run}@example.com';

/** These make Zendesk live: half of them is a mistake, not an emulated run. */
const TENANT = [
  'ZENDESK_SUBDOMAIN',
  'ZENDESK_BASE_URL',
  'ZENDESK_CLIENT_ID',
  'ZENDESK_CLIENT_SECRET',
] as const;

const subdomain = z.string().regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i, {
  error: ({ input }) =>
    /[/.:]/.test(String(input))
      ? 'is an address, not a subdomain. Put only its first part here, or the whole of it into ZENDESK_BASE_URL'
      : 'may hold letters, digits and hyphens only',
});

const email = z
  .string()
  .refine((text) => z.email().safeParse(text.replaceAll('{run}', 'run')).success, 'is not an e-mail address');

export const zendeskSettings = group({
  prefix: 'ZENDESK',
  variables: {
    ZENDESK_SUBDOMAIN: 'the first part of your address: acme for https://acme.zendesk.com',
    ZENDESK_BASE_URL: 'the address itself, https://acme.zendesk.com, without a path',
    ZENDESK_CLIENT_ID:
      'Admin Center > Apps and integrations > APIs > OAuth clients: the Identifier (not the number) of a confidential client',
    ZENDESK_CLIENT_SECRET:
      'Admin Center > Apps and integrations > APIs > OAuth clients > your client > Secret: shown once, when it is made',
    ZENDESK_REDIRECT_URI:
      'one of the Redirect URLs of the OAuth client, for example http://127.0.0.1:8976/callback',
    ZENDESK_ADMIN_GRANT: 'client_credentials, or authorization_code',
    ZENDESK_ADMIN_EMAIL: 'the e-mail address of an admin who signs in with a password',
    ZENDESK_ADMIN_PASSWORD: 'the password of ZENDESK_ADMIN_EMAIL',
    ZENDESK_TEST_USER_ROLE: 'agent, or end-user',
    ZENDESK_TEST_USER_NAME: 'any name; Keyturn puts its own mark in front of it',
    ZENDESK_TEST_USER_EMAIL: 'a mailbox that the run can read, for example qa+{run}@your-company.example',
    ZENDESK_TEST_USER_PASSWORD: 'leave it out, and a password is made up that satisfies the tenant',
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
    ZENDESK_ADMIN_EMAIL: z.email('is not an e-mail address').optional(),
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
      fail('ZENDESK_BASE_URL', 'is set beside ZENDESK_SUBDOMAIN: one of them is enough');
    for (const name of ['ZENDESK_CLIENT_ID', 'ZENDESK_CLIENT_SECRET'] as const) {
      if (given[name] === undefined) fail(name, `is not set, but ${because}: Zendesk is to be tested live`);
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
