/**
 * Every variable that Keyturn reads, and where a person finds the right value for it. `.env.example`
 * documents the same list; a selftest keeps the two together.
 */
export const VARIABLES = {
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
  KEYTURN_PASSCODE_COMMAND: 'a command that prints the newest passcode mailed to KEYTURN_PASSCODE_ADDRESS',
  KEYTURN_WRITE_HOSTS: 'host names, comma separated: acme.zendesk.com',
  KEYTURN_TARGET: 'emulator, or leave it out',
  KEYTURN_FAIL_ON: 'must, or should',
  KEYTURN_LEFTOVER_HOURS: 'a number of hours, such as 24',
  KEYTURN_BROWSER:
    'the path of Chrome, Edge or Chromium, or a channel: chrome, chrome-beta, msedge, chromium',
  KEYTURN_RESULTS: 'a folder, such as results',
  KEYTURN_ENV_FILE: 'the path of a file like .env; set it in the environment, not in the file itself',
  HTTPS_PROXY: 'the proxy of your network: http://proxy.example:8080',
  NODE_EXTRA_CA_CERTS: 'a file of certificates in PEM form',
} as const;

/** The name of a variable that Keyturn reads. */
export type Variable = keyof typeof VARIABLES;

/** Names under these prefixes are ours: one that we do not know is a mistake, not somebody else's. */
export const OWN_PREFIXES = /^(?:ZENDESK|EXPERT|KEYTURN)_/;
