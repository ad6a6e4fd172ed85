/** Dovecot, where it is installed (Debian: dovecot-imapd), as a second IMAP server for tests. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCESS_TOKEN, IMAP_PASSWORD, type ImapServer, listen, USER } from './imap-server.ts';

const PROGRAM = '/usr/sbin/dovecot';

/** Version 2.3. Its successor has other settings. */
export function isDovecotInstalled(): boolean {
  if (!existsSync(PROGRAM) || process.getuid?.() !== 0) return false;
  return spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' }).stdout.startsWith('2.3.');
}

/** Starts Dovecot with one user, who may sign in with a password or with an access token. */
export async function startDovecot(): Promise<ImapServer> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-dovecot-'));
  chmodSync(folder, 0o755);
  const mail = join(folder, 'mail');
  mkdirSync(mail);
  // Dovecot gives up the rights of root before it touches mail.
  chmodSync(mail, 0o777);
  // Dovecot asks this server whether a token is valid, and whose it is.
  const tokens = createHttpServer((incoming, response) => {
    const token = new URL(incoming.url ?? '/', 'http://127.0.0.1').searchParams.get('access_token');
    response.statusCode = token === ACCESS_TOKEN ? 200 : 401;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(token === ACCESS_TOKEN ? { email: USER } : { error: 'invalid_token' }));
  });
  const tokenServer = await listen(tokens);
  const probe = createServer();
  const free = await listen(probe);
  await free.close();
  writeFileSync(join(folder, 'users'), `${USER}:{PLAIN}${IMAP_PASSWORD}::::::\n`);
  writeFileSync(
    join(folder, 'oauth2.conf'),
    `tokeninfo_url = http://127.0.0.1:${String(tokenServer.port)}/?access_token=\nusername_attribute = email\n`,
  );
  const config = join(folder, 'dovecot.conf');
  writeFileSync(
    config,
    `base_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
first_valid_uid = 1
mail_location = maildir:${mail}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN ${folder}/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${mail}
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Codes {
    auto = create
  }
}
service imap-login {
  inet_listener imap {
    port = ${String(free.port)}
  }
  inet_listener imaps {
    port = 0
  }
}
`,
  );
  const dovecot = spawn(PROGRAM, ['-F', '-c', config], { stdio: 'ignore' });
  await accepts(free.port);
  return {
    port: free.port,
    user: USER,
    password: IMAP_PASSWORD,
    accessToken: ACCESS_TOKEN,
    close: async () => {
      const ended = new Promise((done) => dovecot.once('exit', done));
      dovecot.kill('SIGTERM');
      await ended;
      await tokenServer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until something listens on a port. */
async function accepts(port: number): Promise<void> {
  for (;;) {
    const isOpen = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => done(true)).once('error', () => done(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
  }
}
