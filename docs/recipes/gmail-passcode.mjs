// Prints the newest emails to $KEYTURN_PASSCODE_ADDRESS since $KEYTURN_PASSCODE_SINCE from a Gmail mailbox, unchanged, by the
// Gmail API, which needs only the scope gmail.readonly. Keyturn finds the passcode in them. For
// KEYTURN_PASSCODE_COMMAND: node --env-file=mailbox.env docs/recipes/gmail-passcode.mjs
//
// It reads from the environment what google-token.mjs needs, with
//   GOOGLE_SCOPE=https://www.googleapis.com/auth/gmail.readonly
//
// https://developers.google.com/gmail/api/reference/rest/v1/users.messages/list
// https://developers.google.com/gmail/api/reference/rest/v1/users.messages/get
// https://support.google.com/mail/answer/7190 (the query)
//
// Node 20 or newer, and nothing else.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}

/** The newest emails that are read. */
const MOST = 5;

const address = process.env['KEYTURN_PASSCODE_ADDRESS'] ?? fail('KEYTURN_PASSCODE_ADDRESS is not set.');
const since = Date.parse(process.env['KEYTURN_PASSCODE_SINCE'] ?? '');
if (Number.isNaN(since)) fail('KEYTURN_PASSCODE_SINCE is not set to a time.');

/** @returns {string} */
function readToken() {
  try {
    const script = fileURLToPath(new URL('./google-token.mjs', import.meta.url));
    // What it prints as an error is shown.
    return execFileSync(process.execPath, [script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
  } catch {
    process.exit(1);
  }
}

// Tests use another server.
const api = `${process.env['GMAIL_API_URL'] ?? 'https://gmail.googleapis.com'}/gmail/v1/users/me/messages`;
const token = readToken();

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
async function get(path) {
  const reply = await fetch(`${api}${path}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!reply.ok)
    fail(`The Gmail API answered ${reply.status}. Is it enabled, and does the token have the scope?`);
  return reply.json();
}

try {
  // A minute earlier, because the clocks may differ. Keyturn compares the emails' own dates again.
  const after = Math.floor(since / 1000) - 60;
  const query = new URLSearchParams({
    q: `to:${address} after:${after}`,
    maxResults: String(MOST),
    includeSpamTrash: 'true',
  });
  // `messages` is missing if there are none.
  const { messages = [] } = await get(`?${query}`);
  for (const { id } of messages) {
    const { raw } = await get(`/${encodeURIComponent(id)}?format=raw`);
    const mime = Buffer.from(raw, 'base64url').toString('latin1');
    // The search also finds similar addresses.
    const [headers = ''] = mime.split(/\r?\n\r?\n/, 1);
    if (headers.toLowerCase().includes(address.toLowerCase()))
      process.stdout.write(`${mime.trimEnd()}\n\n`, 'latin1');
  }
} catch (error) {
  fail(`The Gmail API did not answer: ${error instanceof Error ? error.message : error}`);
}
