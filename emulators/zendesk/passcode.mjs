/**
 * Prints the newest passcode that the emulated tenant mailed, or nothing if there is none: `node passcode.mjs BASE_URL`.
 * It reads KEYTURN_PASSCODE_ADDRESS and KEYTURN_PASSCODE_SINCE (ISO time; older mails do not count) from the environment.
 * It is plain JavaScript, so that it runs without any set-up.
 */
const [baseUrl] = process.argv.slice(2);
const address = process.env['KEYTURN_PASSCODE_ADDRESS'];
const since = process.env['KEYTURN_PASSCODE_SINCE'];

/**
 * Ends the process with a message.
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(2);
}

if (baseUrl === undefined) fail('Usage: node passcode.mjs BASE_URL');
if (!address) fail('KEYTURN_PASSCODE_ADDRESS is not set.');

const url = new URL('/__emulator__/mailbox', baseUrl);
url.searchParams.set('to', address);
if (since) url.searchParams.set('since', since);

try {
  const reply = await fetch(url, { signal: globalThis.AbortSignal.timeout(5000) });
  if (!reply.ok) fail(`The emulator's mailbox answered ${reply.status}.`);
  const { mails } = await reply.json();
  for (const mail of mails.reverse()) {
    const passcode = /verification passcode$/.test(mail.subject) && /\b\d{6}\b/.exec(mail.text)?.[0];
    if (passcode) {
      console.log(passcode);
      break;
    }
  }
} catch {
  fail(`No emulator at ${baseUrl}.`);
}
