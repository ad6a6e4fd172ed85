/** A mail server with one mailbox and the few commands of IMAP that appending to a folder needs. */
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface ImapServer {
  port: number;
  /** The messages that were appended, by folder. */
  appended: { folder: string; message: string }[];
  close: () => Promise<void>;
}

export async function startImapServer(
  user: string,
  password: string,
  folders: string[],
): Promise<ImapServer> {
  const appended: ImapServer['appended'] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on('error', () => undefined));
    socket.write('* OK ready\r\n');
    let text = '';
    /** An APPEND whose message has not arrived yet. */
    let pending: { tag: string; folder: string; length: number } | undefined;
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      for (;;) {
        if (pending !== undefined) {
          const end = pending.length + 2;
          if (text.length < end) return;
          appended.push({ folder: pending.folder, message: text.slice(0, pending.length) });
          text = text.slice(end);
          socket.write(`${pending.tag} OK appended\r\n`);
          pending = undefined;
          continue;
        }
        const at = text.indexOf('\r\n');
        if (at < 0) return;
        const [tag = '', command = '', ...rest] = text.slice(0, at).split(' ');
        const args = rest.join(' ');
        text = text.slice(at + 2);
        const folder = args.replace(/^"?([^" ]+).*$/, '$1');
        if (command === 'CAPABILITY') socket.write(`* CAPABILITY IMAP4rev1\r\n${tag} OK\r\n`);
        else if (command === 'LOGIN')
          socket.write(
            args.replaceAll('"', '') === `${user} ${password}` ? `${tag} OK\r\n` : `${tag} NO wrong\r\n`,
          );
        else if (command === 'LIST') socket.write(`* LIST () "/" ""\r\n${tag} OK\r\n`);
        else if (command === 'STATUS' || command === 'APPEND') {
          if (!folders.includes(folder)) socket.write(`${tag} NO [NONEXISTENT] There is no such folder\r\n`);
          else if (command === 'STATUS') socket.write(`* STATUS ${folder} (MESSAGES 0)\r\n${tag} OK\r\n`);
          else {
            pending = { tag, folder, length: Number(/\{(\d+)\}$/.exec(args)?.[1]) };
            socket.write('+ go ahead\r\n');
          }
        } else if (command === 'LOGOUT') socket.end(`* BYE\r\n${tag} OK\r\n`);
        else socket.write(`${tag} OK\r\n`);
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    appended,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
