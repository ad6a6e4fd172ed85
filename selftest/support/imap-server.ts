/** IMAP servers on loopback for tests, and what a mail system does to their mailboxes. */
import hoodiecrow from 'hoodiecrow-imap';
import { ImapFlow } from 'imapflow';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A server with one user, and the folders INBOX and Codes. */
export interface ImapServer {
  port: number;
  user: string;
  password: string;
  accessToken: string;
  close: () => Promise<void>;
}

export const USER = 'qa@company.example';
export const IMAP_PASSWORD = 'Tq7-mellow/Quartz';
export const ACCESS_TOKEN = 'ya29.q4ZtJ1mXk0vB7sLr2WcY9dHn';

/** Starts a server in plain JavaScript, which runs wherever Node does. Its certificate has expired. */
export async function startHoodiecrow({ tls = false, idle = true } = {}): Promise<ImapServer> {
  const { server } = hoodiecrow({
    plugins: ['ID', 'SASL-IR', 'AUTH-PLAIN', 'XOAUTH2', 'ENABLE', 'UNSELECT', ...(idle ? ['IDLE'] : [])],
    users: { [USER]: { password: IMAP_PASSWORD, xoauth2: { accessToken: ACCESS_TOKEN } } },
    storage: { INBOX: {}, '': { folders: { Codes: {} } } },
    secureConnection: tls,
  });
  const { port, close } = await listen(server);
  return { port, user: USER, password: IMAP_PASSWORD, accessToken: ACCESS_TOKEN, close };
}

/** Listens on a free port. `close` also ends open connections. */
export async function listen(server: Server): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A raw email. */
export function email(headers: Record<string, string>, body: string): string {
  const lines = Object.entries({
    From: 'Acme Support <support@acme.test>',
    Date: new Date().toUTCString(),
    Subject: 'Acme verification passcode',
    'Message-ID': `<${String(Math.random()).slice(2)}@acme.test>`,
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return `${[...lines, '', body].join('\r\n')}\r\n`;
}

/** Delivers an email. `at` is when the mail server received it. */
export async function deliver(
  server: ImapServer,
  raw: string,
  { at = new Date(), folder = 'INBOX', flags = [] as string[] } = {},
): Promise<void> {
  await asUser(server, (client) => client.append(folder, raw, flags, at));
}

/** Returns the raw emails in a folder, in their order. */
export async function emailsIn(server: ImapServer, folder: string): Promise<Buffer[]> {
  return asUser(server, async (client) => {
    await client.mailboxOpen(folder, { readOnly: true });
    const all = await client.fetchAll('1:*', { source: true });
    return all.map(({ source }) => source ?? Buffer.alloc(0));
  });
}

/** Returns the flags of each email in a folder, in their order. */
export async function flagsOf(server: ImapServer, folder = 'INBOX'): Promise<string[][]> {
  return asUser(server, async (client) => {
    await client.mailboxOpen(folder, { readOnly: true });
    const all = await client.fetchAll('1:*', { flags: true });
    // The server's own flag for the first session that sees an email.
    return all.map(({ flags }) => [...(flags ?? [])].filter((flag) => flag !== '\\Recent').sort());
  });
}

async function asUser<T>(
  { port, user, password }: ImapServer,
  act: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.logout().catch(() => undefined);
    client.close();
  }
}

/** A relay in front of a server, which shows and disturbs what goes through it. */
export interface Relay {
  port: number;
  /** What clients sent, each connection on its own. */
  sent: string[];
  /** Waits until a client has sent this. */
  hasSent: (what: RegExp) => Promise<void>;
  close: () => Promise<void>;
}

/**
 * Starts a relay.
 *
 * @param disturb called for everything that a client sends: `drop` ends the connection, `stall` keeps it open and passes on
 *   nothing any more. `connection` counts from 1.
 */
export async function startRelay(
  target: number,
  disturb: (text: string, connection: number) => 'drop' | 'stall' | undefined = () => undefined,
): Promise<Relay> {
  const sent: string[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((client) => {
    const at = sent.push('') - 1;
    const upstream = connect(target, '127.0.0.1');
    let stalled = false;
    client.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      sent[at] = `${sent[at] ?? ''}${text}`;
      const what = disturb(text, at + 1);
      stalled ||= what === 'stall';
      if (what === 'drop') client.destroy();
      else if (!stalled) upstream.write(chunk);
      for (const check of [...waiting]) check();
    });
    upstream.on('data', (chunk: Buffer) => {
      if (!stalled) client.write(chunk);
    });
    upstream.on('error', () => undefined);
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => {
      if (!stalled) client.destroy();
    });
  });
  const { port, close } = await listen(server);
  return {
    port,
    sent,
    hasSent: (what) =>
      new Promise((done) => {
        const check = () => {
          if (!sent.some((text) => what.test(text))) return;
          waiting.delete(check);
          done();
        };
        waiting.add(check);
        check();
      }),
    close,
  };
}
