/** Posts a message to a webhook. */
import { JsonClient, type JsonClientOptions } from '../http/json-client.ts';
import { printable } from '../http/printable.ts';
import { quoted } from '../http/quoted.ts';
import type { Answered } from '../http/who-answered.ts';
import { secrets } from '../secrets/registry.ts';
import { repeatsWebhook } from '../settings/webhook.ts';
import { Blocked } from '../verdict/errors.ts';
import { version } from '../run-id.ts';

const VARIABLE = 'KEYTURN_NOTIFY_URL';

/** What is needed besides the URL. */
export type PostOptions = Pick<JsonClientOptions, 'proxy' | 'onWait' | 'limits'>;

/**
 * Posts a body as JSON.
 *
 * @param webhook the URL, which is a secret
 * @throws {Blocked} if it was not accepted, or there was no answer. The message names the host alone.
 */
export async function post(webhook: string, body: unknown, options: PostOptions): Promise<void> {
  const { origin, pathname, search } = new URL(webhook);
  const client = new JsonClient({
    ...options,
    origin,
    addressIn: VARIABLE,
    userAgent: `Keyturn/${version}`,
    secrets,
  });
  try {
    const answer = await client.send({ method: 'POST', path: `${pathname}${search}`, json: body });
    if (answer.status < 200 || answer.status >= 300) throw notAccepted(webhook, answer);
  } finally {
    await client.dispose();
  }
}

function notAccepted(webhook: string, { status, text }: Answered): Blocked {
  return new Blocked(
    `${new URL(webhook).host} answered ${String(status)}, so the message was not accepted.${answerSays(text, webhook)}`,
    { remedy: remedyFor(status), help: 'webhook' },
  );
}

/** Returns what the answer says, as a sentence with a space before it. Empty if it says nothing. */
function answerSays(text: string, webhook: string): string {
  // It may contain anything, even a part of what was sent.
  if (repeatsWebhook(printable(text), webhook))
    return ' The answer is not shown, because it repeats a part of the URL.';
  const said = quoted(secrets.redact(text));
  return said === '' ? '' : ` The answer: “${said}”`;
}

function remedyFor(status: number): string {
  if (status < 400)
    return `redirects are not followed, because the URL is a secret: set ${VARIABLE} to the URL that the service shows now`;
  switch (status) {
    case 401:
    case 403:
      return 'check whether the webhook may still post to this channel; if it may not, create another one';
    case 404:
    case 410:
      return `the webhook or its channel no longer exists: create another one, and set ${VARIABLE} to its URL`;
    case 429:
      return 'the service asks to wait for longer than Keyturn waits: send the message again later';
  }
  return status >= 500
    ? 'the service is failing: send the message again later'
    : 'check the message with npm run notify -- --dry-run: a service that does not accept Slack’s format needs a template (KEYTURN_NOTIFY_TEMPLATE)';
}
