import { expect, test as base } from '../../support/test.ts';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import type { Proxy } from '../../../helpers/http/proxy.ts';
import { type ImapLimits, ImapSource } from '../../../helpers/passcode/imap.ts';
import type { PasscodeRequest } from '../../../helpers/passcode/source.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';
import { isDovecotInstalled, startDovecot } from '../../support/dovecot.ts';
import {
  ACCESS_TOKEN,
  deliver,
  email,
  flagsOf,
  IMAP_PASSWORD,
  type ImapServer,
  listen,
  startHoodiecrow,
  startRelay,
  USER,
} from '../../support/imap-server.ts';

const ADDRESS = 'qa+abcdefghjk@company.example';
const MINUTE = 60_000;

/** One look, and no waiting. */
const ONCE: Partial<ImapLimits> = { deadlineMs: 1 };
/** Longer than any test: it ends because something happens. */
const PATIENT: Partial<ImapLimits> = { deadlineMs: 10 * MINUTE, commandMs: 10 * MINUTE, pollMs: 10 * MINUTE };

interface Login {
  password?: string;
  tokenCommand?: string;
  folder?: string;
  host?: string;
  secure?: boolean;
  secrets?: SecretRegistry;
  proxy?: Proxy;
}

function source(port: number, limits: Partial<ImapLimits>, login: Login = {}): ImapSource {
  const {
    password = IMAP_PASSWORD,
    tokenCommand,
    folder = 'INBOX',
    host = '127.0.0.1',
    secure = false,
  } = login;
  const mailbox = { host, port, secure, user: USER, folder };
  return new ImapSource(
    { mailbox, login: tokenCommand === undefined ? { password } : { tokenCommand } },
    { proxy: login.proxy, extraCertificates: undefined },
    login.secrets ?? new SecretRegistry(),
    { reconnectMs: 1, ...limits },
  );
}

const request = (more: Partial<PasscodeRequest> = {}): PasscodeRequest => ({
  address: ADDRESS,
  since: new Date(),
  used: new Set(),
  ...more,
});

const passcode = (code: string, to = ADDRESS) => email({ To: to }, `Your passcode is ${code}`);

/** Returns the message of the error that stops the run. */
async function blockedBy(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    (value) => value,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Blocked);
  return String(error);
}

/** Things to close at the end, also of a test that fails. */
const test = base.extend<{
  opened: <T extends { close: () => Promise<void> }>(one: Promise<T>) => Promise<T>;
}>({
  opened: async ({}, use) => {
    const all: { close: () => Promise<void> }[] = [];
    await use(async (one) => {
      const ready = await one;
      all.unshift(ready);
      return ready;
    });
    for (const one of all) await one.close();
  },
});

const SERVERS: readonly [string, () => Promise<ImapServer>, boolean][] = [
  ['hoodiecrow', startHoodiecrow, true],
  // The same tests on a server that people use.
  ['dovecot', startDovecot, isDovecotInstalled()],
];

for (const [name, start, isAvailable] of SERVERS) {
  test.describe(name, () => {
    test.skip(!isAvailable, 'it is not installed');

    test('the passcode is read from the newest email to the address, and no email is marked', async ({
      opened,
    }) => {
      const server = await opened(start());
      const relay = await opened(startRelay(server.port));
      await deliver(server, email({ To: USER, Subject: 'Lunch' }, 'Table 771204 is booked.'), {
        flags: ['\\Seen'],
      });
      await deliver(server, passcode('482915'));
      await deliver(server, email({ To: ADDRESS, Subject: 'Order 660011' }, 'Order 660011 has shipped.'));
      const before = await flagsOf(server);
      expect(await source(relay.port, PATIENT).read(request())).toBe('482915');
      expect(await flagsOf(server)).toEqual(before);
      expect(before).toEqual([['\\Seen'], [], []]);
      const [sent = ''] = relay.sent;
      expect(sent).toMatch(/EXAMINE "?INBOX/);
      expect(sent).toContain('BODY.PEEK[]');
      expect(sent).not.toMatch(/\b(?:SELECT|STORE|EXPUNGE|MOVE|COPY|APPEND|DELETE)\b|BODY\[/i);
    });

    test('an email that contains only HTML is read as a person sees it', async ({ opened }) => {
      const server = await opened(start());
      const html =
        '<style>p{color:#202123}</style><p style="color:#404142">Your passcode is</p><h1><b>482</b>915</h1><a href="https://acme.test/t/771204">771204</a>';
      const body = Buffer.from(html).toString('base64');
      const headers = {
        To: ADDRESS,
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Transfer-Encoding': 'base64',
      };
      await deliver(server, email(headers, body));
      expect(await source(server.port, PATIENT).read(request())).toBe('482915');
    });

    test('an email that arrives while the run waits is read', async ({ opened }) => {
      const server = await opened(start());
      const relay = await opened(startRelay(server.port));
      const reading = source(relay.port, PATIENT).read(request());
      await relay.hasSent(/IDLE/);
      await deliver(server, passcode('482915'));
      expect(await reading).toBe('482915');
    });

    test('an email to another plus address is not read', async ({ opened }) => {
      const server = await opened(start());
      await deliver(server, passcode('111111', 'qa+zzzzzzzzzz@company.example'));
      await deliver(server, passcode('222222', `"${ADDRESS}" <qa+other@company.example>`));
      const message = await blockedBy(source(server.port, ONCE).read(request()));
      expect(message).toContain('2 emails have arrived since the sign-in, but to other addresses only');
      expect(message).toContain(`No passcode for ${ADDRESS} arrived in INBOX of ${USER} at 127.0.0.1:`);
      expect(message).not.toMatch(/111111|222222/);
      await deliver(
        server,
        email({ To: USER, 'Delivered-To': ADDRESS.toUpperCase() }, 'Your passcode is 482915'),
      );
      expect(await source(server.port, ONCE).read(request())).toBe('482915');
    });

    test('an email from before the sign-in is not read, whatever its own date is', async ({ opened }) => {
      const server = await opened(start());
      await deliver(server, passcode('111111'), { at: new Date(Date.now() - 10 * MINUTE) });
      expect(await blockedBy(source(server.port, ONCE).read(request()))).toContain(
        'the newest email to this address is older than the sign-in',
      );
      const headers = { To: ADDRESS, Date: new Date(Date.now() - 180 * MINUTE).toUTCString() };
      await deliver(server, email(headers, 'Your passcode is 482915'));
      expect(await source(server.port, ONCE).read(request())).toBe('482915');
    });

    test('a passcode that was used is not used again, and the next one is', async ({ opened }) => {
      const server = await opened(start());
      const used = new Set(['111111']);
      await deliver(server, passcode('111111'));
      expect(await blockedBy(source(server.port, ONCE).read(request({ used })))).toContain(
        'contains only a passcode that was already used',
      );
      await deliver(server, passcode('482915'));
      expect(await source(server.port, ONCE).read(request({ used }))).toBe('482915');
    });

    test('if several numbers could be the passcode, none is used', async ({ opened }) => {
      const server = await opened(start());
      await deliver(server, email({ To: ADDRESS, Subject: 'Hello' }, 'Here they are: 771204 and 482915'));
      const message = await blockedBy(source(server.port, ONCE).read(request()));
      expect(message).toContain(
        'contains 2 six-digit numbers, none of them next to a word such as code or passcode',
      );
      expect(message).not.toMatch(/771204|482915/);
    });

    test('a folder other than the inbox is read', async ({ opened }) => {
      const server = await opened(start());
      await deliver(server, passcode('111111'));
      await deliver(server, passcode('482915'), { folder: 'Codes' });
      expect(await source(server.port, ONCE, { folder: 'Codes' }).read(request())).toBe('482915');
    });

    test('the mailbox is opened before any email is sent, and nothing is read', async ({ opened }) => {
      const server = await opened(start());
      const relay = await opened(startRelay(server.port));
      await deliver(server, passcode('482915'));
      expect(await source(relay.port, PATIENT).tryOut()).toBe(
        `by IMAP from INBOX of ${USER} at 127.0.0.1 (opened, nothing read)`,
      );
      expect(relay.sent.join('')).not.toMatch(/FETCH|SEARCH/);
      expect(relay.sent.join('')).toMatch(/LOGOUT/);
    });

    test('a wrong password is refused at once, and is in no message', async ({ opened }) => {
      const server = await opened(start());
      const password = 'Wr0ng-password';
      const message = await blockedBy(source(server.port, PATIENT, { password }).tryOut());
      expect(message).toMatch(/the user name or password was refused \(“.+”\)/);
      expect(message).toContain('Gmail and Microsoft 365 accept no passwords over IMAP');
      expect(message).toContain('Who:   the administrator of the mailbox');
      expect(message).not.toContain(password);
      expect(await blockedBy(source(server.port, PATIENT, { password }).read(request()))).toContain(
        'was refused',
      );
    });

    test('an access token is accepted, and is a secret before it is used', async ({ opened }) => {
      const server = await opened(start());
      await deliver(server, passcode('482915'));
      const secrets = new SecretRegistry();
      const login = { tokenCommand: `echo ${ACCESS_TOKEN}`, secrets };
      expect(await source(server.port, ONCE, login).read(request())).toBe('482915');
      expect(secrets.redact(`<${ACCESS_TOKEN}>`)).toBe('<[redacted access token]>');
    });

    test('a wrong access token is refused at once, and is in no message', async ({ opened }) => {
      const server = await opened(start());
      const token = 'ya29.wrong0token0wrong0token';
      const message = await blockedBy(
        source(server.port, PATIENT, { tokenCommand: `echo ${token}` }).tryOut(),
      );
      expect(message).toContain('the access token was refused');
      expect(message).toContain('KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND');
      expect(message).not.toContain(token);
    });

    test('a folder that does not exist is named', async ({ opened }) => {
      const server = await opened(start());
      const message = await blockedBy(source(server.port, PATIENT, { folder: 'Kodes/Sub' }).tryOut());
      expect(message).toContain('the folder Kodes/Sub could not be opened');
      expect(message).toContain('correct the folder in KEYTURN_PASSCODE_IMAP');
    });

    test('a connection that drops while the run waits is opened again', async ({ opened }) => {
      const server = await opened(start());
      const relay = await opened(
        startRelay(server.port, (text, connection) =>
          connection < 3 && text.includes('IDLE') ? 'drop' : undefined,
        ),
      );
      const reading = source(relay.port, PATIENT).read(request());
      await expect.poll(() => relay.sent.filter((text) => text.includes('IDLE')).length).toBe(3);
      await deliver(server, passcode('482915'));
      expect(await reading).toBe('482915');
    });

    test('a server that hangs after the sign-in is reported', async ({ opened }) => {
      const server = await opened(start());
      const relay = await opened(
        startRelay(server.port, (text) => (text.includes('SEARCH') ? 'stall' : undefined)),
      );
      const message = await blockedBy(source(relay.port, { commandMs: 2000 }).read(request()));
      expect(message).toContain('could not be read: it did not answer a command within 2 s');
      expect(relay.sent).toHaveLength(3);
    });

    test('nothing is printed', async ({ opened }) => {
      const server = await opened(start());
      const printed: unknown[] = [];
      const streams = [process.stdout, process.stderr];
      const restore = streams.map((stream) => {
        const write = stream.write.bind(stream);
        stream.write = (text: unknown) => printed.push(text) > 0;
        return () => (stream.write = write);
      });
      try {
        await source(server.port, ONCE).tryOut();
        await blockedBy(source(server.port, ONCE, { password: 'Wr0ng-password' }).tryOut());
      } finally {
        for (const undo of restore) undo();
      }
      expect(printed).toEqual([]);
    });
  });
}

test('without IDLE, the run looks again and again', async ({ opened }) => {
  const server = await opened(startHoodiecrow({ idle: false }));
  const relay = await opened(startRelay(server.port));
  const reading = source(relay.port, { ...PATIENT, pollMs: 1 }).read(request());
  await relay.hasSent(/SEARCH[^]*SEARCH/);
  await deliver(server, passcode('482915'));
  expect(await reading).toBe('482915');
  expect(relay.sent.join('')).not.toContain('IDLE');
});

test('a large email is read only to a limit', async ({ opened }) => {
  const server = await opened(startHoodiecrow());
  await deliver(
    server,
    email({ To: ADDRESS }, `Your passcode is 482915\r\n${'x'.repeat(70)}\r\n`.repeat(20_000)),
  );
  expect(await source(server.port, PATIENT).read(request())).toBe('482915');
});

test('a new access token is obtained for each connection', async ({ opened }) => {
  const server = await opened(startHoodiecrow());
  const file = test.info().outputPath('count');
  const script = `const fs=require('fs');fs.mkdirSync(require('path').dirname('${file}'),{recursive:true});fs.appendFileSync('${file}','x');console.log('${ACCESS_TOKEN}')`;
  const relay = await opened(
    startRelay(server.port, (text, connection) =>
      connection === 1 && text.includes('IDLE') ? 'drop' : undefined,
    ),
  );
  const tokenCommand = `"${process.execPath}" -e "${script}"`;
  const reading = source(relay.port, PATIENT, { tokenCommand }).read(request());
  await expect.poll(() => relay.sent.length).toBe(2);
  await deliver(server, passcode('482915'));
  expect(await reading).toBe('482915');
  expect(readFileSync(file, 'utf8')).toBe('xx');
});

for (const [title, tokenCommand, why] of [
  ['prints nothing', 'exit 0', /printed nothing/],
  [
    'prints JSON',
    'echo {"access_token":"ya29.q4ZtJ1mXk0vB7sLr2WcY9dHn"}',
    /printed more than an access token/,
  ],
  ['prints a scheme', 'echo Bearer ya29.q4ZtJ1mXk0vB7sLr2WcY9dHn', /printed more than an access token/],
  ['fails', 'echo refused: invalid_grant 1>&2&& exit 1', /exited with code 1 \(refused: invalid_grant\)/],
  [
    'prints a token as an error',
    `echo bad ${ACCESS_TOKEN}${ACCESS_TOKEN} 1>&2&& exit 1`,
    /code 1 \(bad ······\)/,
  ],
] as const) {
  test(`a command for tokens that ${title} is reported`, async () => {
    const message = await blockedBy(source(9, { reconnectMs: 1 }, { tokenCommand }).tryOut());
    expect(message).toMatch(why);
    expect(message).toContain('To do: run it manually in the project folder');
    expect(message).not.toContain(ACCESS_TOKEN);
  });
}

test('a server that accepts the connection and says nothing is reported', async ({ opened }) => {
  const silent = await opened(listen(createServer()));
  const message = await blockedBy(source(silent.port, { commandMs: 300 }).tryOut());
  expect(message).toContain('it accepted the connection but sent nothing within 0.3 s');
  expect(message).toContain('993');
});

test('a server that does not answer the sign-in is reported', async ({ opened }) => {
  const server = await opened(startHoodiecrow());
  const relay = await opened(
    startRelay(server.port, (text) => (text.includes('AUTHENTICATE') ? 'stall' : undefined)),
  );
  expect(await blockedBy(source(relay.port, { commandMs: 2000 }).tryOut())).toContain(
    'it did not answer the sign-in within 2 s',
  );
});

test('a refused connection is reported', async () => {
  const { port, close } = await listen(createServer());
  await close();
  expect(await blockedBy(source(port, PATIENT).read(request()))).toContain('the connection was refused');
});

test('a host that does not exist is reported', async () => {
  const message = await blockedBy(source(993, PATIENT, { host: 'imap.invalid', secure: true }).tryOut());
  expect(message).toMatch(/the host name could not be resolved/);
});

test('a certificate that is not trusted is reported', async ({ opened }) => {
  const server = await opened(startHoodiecrow({ tls: true }));
  const message = await blockedBy(source(server.port, PATIENT, { secure: true }).tryOut());
  expect(message).toMatch(/TLS failed \(.*certificate.*\)/);
  expect(message).toContain('NODE_EXTRA_CA_CERTS');
});

test('a port that does not expect TLS is reported', async ({ opened }) => {
  const server = await opened(startHoodiecrow());
  expect(await blockedBy(source(server.port, PATIENT, { secure: true }).tryOut())).toContain(
    'the port does not expect TLS from the start',
  );
});

test('the company’s proxy is used, unless NO_PROXY lists the host', async ({ opened }) => {
  const server = await opened(startHoodiecrow());
  const asked: { authority: string | undefined; authorization: string | undefined }[] = [];
  const tunnels = createHttpServer();
  let isOpen = true;
  tunnels.on('connect', (incoming, client) => {
    asked.push({ authority: incoming.url, authorization: incoming.headers['proxy-authorization'] });
    if (!isOpen) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(server.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
  const { port } = await opened(listen(tunnels));
  const proxy: Proxy = {
    variable: 'HTTPS_PROXY',
    server: `http://127.0.0.1:${String(port)}`,
    credentials: { username: 'me', password: 'p@ss:word/7' },
    noProxy: '',
  };
  await deliver(server, passcode('482915'));
  const host = 'imap.company.invalid';
  expect(await source(143, ONCE, { host, proxy }).read(request())).toBe('482915');
  expect(asked).toEqual([
    {
      authority: 'imap.company.invalid:143',
      authorization: `Basic ${Buffer.from('me:p@ss:word/7').toString('base64')}`,
    },
  ]);
  isOpen = false;
  const message = await blockedBy(source(143, ONCE, { host, proxy }).tryOut());
  expect(message).toContain(`the proxy 127.0.0.1:${String(port)} (HTTPS_PROXY) did not connect to it`);
  expect(message).toContain(
    'check whether the proxy allows imap.company.invalid:143; list the host in NO_PROXY',
  );
  expect(message).not.toContain('p@ss');
  const direct = { ...proxy, noProxy: '.company.invalid' };
  expect(await blockedBy(source(143, ONCE, { host, proxy: direct }).tryOut())).toContain(
    'the host name could not be resolved',
  );
});
