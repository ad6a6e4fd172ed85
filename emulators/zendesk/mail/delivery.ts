/** Delivers the tenant's mails into a real mailbox, over IMAP. */
import { ImapFlow } from 'imapflow';
import type { Mail } from '../tenant/mailbox.ts';
import { messageOf } from './message.ts';
import type { MailTarget } from '../tenant/mail-target.ts';

export interface Delivery {
  /** Queues a mail. They arrive in order. */
  deliver: (mail: Mail) => void;
  /** Resolves once the queue is empty. */
  settled: () => Promise<void>;
}

/**
 * Checks the mailbox, and then appends to it. Each mail has its own connection, because servers close idle ones.
 * @param onProblem gets a sentence for each mail that could not be delivered
 * @throws {Error} with a one-line message if the mailbox cannot be used
 */
export async function openDelivery(
  target: MailTarget,
  onProblem: (sentence: string) => void,
): Promise<Delivery> {
  await connected(target, async (client) => {
    // For a folder that is not there, this resolves to false.
    const found: unknown = await client.status(target.folder, { messages: true });
    if (found === false) throw new Error('the user has no such folder');
  });
  let queue = Promise.resolve();
  return {
    deliver(mail) {
      const message = messageOf(mail);
      queue = queue.then(() =>
        connected(target, async (client) => {
          const appended = await client.append(target.folder, message, [], new Date(mail.sentAt));
          if (appended === false) throw new Error('it did not take the message');
        }).catch((error: unknown) => {
          onProblem(`A mail to ${mail.to} was not delivered. ${error instanceof Error ? error.message : ''}`);
        }),
      );
    },
    settled: () => queue,
  };
}

/** Uses a connection, and closes it. */
async function connected(target: MailTarget, use: (client: ImapFlow) => Promise<void>): Promise<void> {
  const { host, port, user, password } = target;
  const client = new ImapFlow({
    host,
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
  });
  // Without a listener, an error after the end would end the process. The calls themselves fail as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await use(client);
    await client.logout();
  } catch (error) {
    client.close();
    throw new Error(`The mailbox of mailTo, ${place(target)}, ${problemOf(error, target)}.`, {
      cause: error,
    });
  }
}

function place({ host, port, folder }: MailTarget): string {
  return `folder ${folder} at ${host}:${port}`;
}

/** What went wrong, as the end of a sentence. The server's words are kept short, and contain no password. */
function problemOf(error: unknown, { user, password }: MailTarget): string {
  const said = error as {
    code?: string;
    authenticationFailed?: boolean;
    responseText?: string;
    message?: string;
  };
  if (said.code === 'ECONNREFUSED') return 'cannot be reached: no mail server is listening there';
  if (said.authenticationFailed === true) return `does not accept the user ${user} with this password`;
  const words = said.responseText ?? said.message ?? 'failed';
  return `cannot be used: ${words.split('\n')[0]?.replaceAll(password, '…').replace(/\.$/, '') ?? ''}`;
}
