// Prints the newest emails to $KEYTURN_PASSCODE_ADDRESS since $KEYTURN_PASSCODE_SINCE from a Microsoft 365 mailbox, unchanged, by
// Microsoft Graph. Keyturn finds the passcode in them. For
// KEYTURN_PASSCODE_COMMAND: node --env-file=mailbox.env docs/recipes/graph-passcode.mjs
//
// It reads from the environment:
//   MICROSOFT_TENANT         the directory (tenant) ID
//   MICROSOFT_CLIENT_ID      the application (client) ID, with the application permission Mail.Read
//   MICROSOFT_CLIENT_SECRET  the value of a client secret
//   MICROSOFT_MAILBOX        the user whose inbox is read
//
// https://learn.microsoft.com/en-us/graph/api/mailfolder-list-messages
// https://learn.microsoft.com/en-us/graph/outlook-get-mime-message
// https://learn.microsoft.com/en-us/graph/auth-v2-service
//
// Node 20 or newer, and nothing else.

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

/** The newest emails that are looked at. */
const MOST = 25;

const address = setting('KEYTURN_PASSCODE_ADDRESS').toLowerCase();
const since = Date.parse(setting('KEYTURN_PASSCODE_SINCE'));
if (Number.isNaN(since)) fail('KEYTURN_PASSCODE_SINCE is not a time.');
const tenant = setting('MICROSOFT_TENANT');
const mailbox = setting('MICROSOFT_MAILBOX');
// Tests use other servers.
const login = process.env['MICROSOFT_LOGIN_URL'] ?? 'https://login.microsoftonline.com';
const graph = process.env['MICROSOFT_GRAPH_URL'] ?? 'https://graph.microsoft.com';

async function readToken() {
  const reply = await fetch(`${login}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: setting('MICROSOFT_CLIENT_ID'),
      client_secret: setting('MICROSOFT_CLIENT_SECRET'),
      scope: 'https://graph.microsoft.com/.default',
    }),
    signal: AbortSignal.timeout(10_000),
  });
  /** @type {{ access_token?: string, error?: string, error_codes?: number[] }} */
  const answer = await reply.json();
  return (
    answer.access_token ??
    fail(
      `Microsoft gave no token: ${answer.error ?? reply.status} ${(answer.error_codes ?? []).map((code) => `AADSTS${code}`).join(' ')}`,
    )
  );
}

try {
  const token = await readToken();
  /** @param {string} path */
  const get = async (path) => {
    const reply = await fetch(`${graph}/v1.0/users/${encodeURIComponent(mailbox)}${path}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(10_000),
    });
    if (!reply.ok)
      fail(
        `Microsoft Graph answered ${reply.status}. Does the application have Mail.Read, with admin consent?`,
      );
    return reply;
  };
  // A minute earlier, because the clocks may differ. Keyturn compares the emails' own dates again.
  const query = new URLSearchParams({
    $filter: `receivedDateTime ge ${new Date(since - 60_000).toISOString()}`,
    $orderby: 'receivedDateTime desc',
    $select: 'id,toRecipients,ccRecipients',
    $top: String(MOST),
  });
  /** @type {{ value: { id: string, toRecipients?: Recipient[], ccRecipients?: Recipient[] }[] }} */
  const { value } = await (await get(`/mailFolders/inbox/messages?${query}`)).json();
  for (const { id, toRecipients = [], ccRecipients = [] } of value) {
    const isSentTo = [...toRecipients, ...ccRecipients].some(
      ({ emailAddress }) => emailAddress?.address?.toLowerCase() === address,
    );
    if (!isSentTo) continue;
    const mime = Buffer.from(await (await get(`/messages/${encodeURIComponent(id)}/$value`)).arrayBuffer());
    process.stdout.write(`${mime.toString('latin1').trimEnd()}\n\n`, 'latin1');
  }
} catch (error) {
  fail(`Microsoft did not answer: ${error instanceof Error ? error.message : error}`);
}

/** @typedef {{ emailAddress?: { address?: string } }} Recipient */
