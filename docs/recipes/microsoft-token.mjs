// Prints an OAuth access token for IMAP on Microsoft 365 (Exchange Online), by the client credentials grant. For
// KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND: node --env-file=mailbox.env docs/recipes/microsoft-token.mjs
//
// It reads from the environment:
//   MICROSOFT_TENANT         the directory (tenant) ID
//   MICROSOFT_CLIENT_ID      the application (client) ID
//   MICROSOFT_CLIENT_SECRET  the value of a client secret
//
// https://learn.microsoft.com/en-us/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
// https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow
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

// Tests use another server.
const login = process.env['MICROSOFT_LOGIN_URL'] ?? 'https://login.microsoftonline.com';
const tenant = setting('MICROSOFT_TENANT');
const body = new URLSearchParams({
  grant_type: 'client_credentials',
  client_id: setting('MICROSOFT_CLIENT_ID'),
  client_secret: setting('MICROSOFT_CLIENT_SECRET'),
  scope: 'https://outlook.office365.com/.default',
});

try {
  const reply = await fetch(`${login}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(20_000),
  });
  /** @type {{ access_token?: string, error?: string, error_codes?: number[] }} */
  const answer = await reply.json();
  if (!answer.access_token)
    fail(
      `Microsoft gave no token: ${answer.error ?? reply.status} ${(answer.error_codes ?? []).map((code) => `AADSTS${code}`).join(' ')}`,
    );
  console.log(answer.access_token);
} catch (error) {
  fail(`${login} did not answer: ${error instanceof Error ? error.message : error}`);
}
