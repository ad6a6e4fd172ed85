// Prints an OAuth access token for a Gmail mailbox. For
// KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND: node --env-file=mailbox.env docs/recipes/google-token.mjs
//
// It reads from the environment, for a Google Workspace with domain-wide delegation:
//   GOOGLE_SERVICE_ACCOUNT   the path of the JSON key of a service account
//   GOOGLE_MAILBOX           the user whose mailbox is read
// or, for one mailbox that has given its consent once:
//   GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, GOOGLE_REFRESH_TOKEN
// and, in both cases, if it is not for IMAP:
//   GOOGLE_SCOPE             default: https://mail.google.com/
//
// https://developers.google.com/identity/protocols/oauth2/service-account#httprest
// https://developers.google.com/identity/protocols/oauth2/web-server#offline
// https://developers.google.com/gmail/imap/xoauth2-protocol
//
// Node 20 or newer, and nothing else.
import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';

// Tests use another server.
const TOKEN_URL = process.env['GOOGLE_TOKEN_URL'] ?? 'https://oauth2.googleapis.com/token';

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}

/** @param {string} name */
function setting(name) {
  const value = process.env[name];
  return value ? value : fail(`${name} is not set.`);
}

/** @param {unknown} value */
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A signed request to act as a user of the Workspace.
 * @param {string} path
 */
function assertion(path) {
  /** @type {{ client_email?: string, private_key?: string }} */
  let key;
  try {
    key = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    fail(`GOOGLE_SERVICE_ACCOUNT names ${path}, which is not a readable JSON file.`);
  }
  const { client_email: email, private_key: privateKey } = key;
  if (!email || !privateKey) fail(`${path} is not the key of a service account.`);
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: email,
    sub: setting('GOOGLE_MAILBOX'),
    scope: process.env['GOOGLE_SCOPE'] ?? 'https://mail.google.com/',
    aud: 'https://oauth2.googleapis.com/token',
    iat: now,
    exp: now + 600,
  };
  const unsigned = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`;
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(privateKey, 'base64url')}`;
}

const serviceAccount = process.env['GOOGLE_SERVICE_ACCOUNT'];
const body = new URLSearchParams(
  serviceAccount
    ? { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion(serviceAccount) }
    : {
        grant_type: 'refresh_token',
        client_id: setting('GOOGLE_CLIENT_ID'),
        client_secret: setting('GOOGLE_CLIENT_SECRET'),
        refresh_token: setting('GOOGLE_REFRESH_TOKEN'),
      },
);

try {
  const reply = await fetch(TOKEN_URL, { method: 'POST', body, signal: AbortSignal.timeout(20_000) });
  /** @type {{ access_token?: string, error?: string, error_description?: string }} */
  const answer = await reply.json();
  if (!answer.access_token)
    fail(`Google gave no token: ${answer.error ?? reply.status} ${answer.error_description ?? ''}`);
  console.log(answer.access_token);
} catch (error) {
  fail(`${TOKEN_URL} did not answer: ${error instanceof Error ? error.message : error}`);
}
