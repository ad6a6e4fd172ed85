/** The scripts in docs/recipes, on answers in the documented shapes of Google and Microsoft. */
import { expect, test as base } from '../../support/test.ts';
import { execFile } from 'node:child_process';
import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { PROJECT } from '../../../helpers/machine/project.ts';
import { certainPasscode, findPasscodes } from '../../../helpers/passcode/find.ts';
import { email, listen } from '../../support/imap-server.ts';

const TOKEN = 'ya29.q4ZtJ1mXk0vB7sLr2WcY9dHn';
const SECRET = 'mellow~Quartz.7';
const ADDRESS = 'qa+abcdefghjk@company.example';
const SINCE = new Date();

interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string | undefined;
  form: URLSearchParams;
}

/** A status and a body: an object is JSON. */
type Answer = (asked: Asked) => [status: number, body: object | string];

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

interface Service {
  url: string;
  asked: Asked[];
  run: (script: string, environment: Record<string, string>) => Promise<Ended>;
}

const test = base.extend<{ service: (answer: Answer) => Promise<Service> }>({
  service: async ({}, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (answer) => {
      const asked: Asked[] = [];
      const server = createServer((incoming, response) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
          const one = {
            method: incoming.method ?? '',
            path: decodeURIComponent(pathname),
            query: searchParams,
            authorization: incoming.headers.authorization,
            form: new URLSearchParams(Buffer.concat(chunks).toString()),
          };
          asked.push(one);
          const [status, body] = answer(one);
          response.statusCode = status;
          response.end(typeof body === 'string' ? body : JSON.stringify(body));
        });
      });
      const { port, close } = await listen(server);
      ends.push(close);
      const url = `http://127.0.0.1:${String(port)}`;
      return { url, asked, run: (script, environment) => runRecipe(script, environment) };
    });
    for (const end of ends) await end();
  },
});

function runRecipe(script: string, environment: Record<string, string>): Promise<Ended> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [join(PROJECT, 'docs', 'recipes', script)],
      {
        env: {
          KEYTURN_PASSCODE_ADDRESS: ADDRESS,
          KEYTURN_PASSCODE_SINCE: SINCE.toISOString(),
          ...environment,
        },
      },
      (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : 0;
        done({ code, stdout, stderr });
      },
    );
  });
}

const MICROSOFT = {
  MICROSOFT_TENANT: '8f1c3f5e-0000-4000-8000-1b2c3d4e5f60',
  MICROSOFT_CLIENT_ID: '2a4b6c8d-0000-4000-8000-1b2c3d4e5f60',
  MICROSOFT_CLIENT_SECRET: SECRET,
  MICROSOFT_MAILBOX: 'qa@company.example',
};
const REFRESH = {
  GOOGLE_CLIENT_ID: '1234-abc.apps.googleusercontent.com',
  GOOGLE_CLIENT_SECRET: SECRET,
  GOOGLE_REFRESH_TOKEN: '1//0refresh',
};
const MICROSOFT_TOKEN = { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: TOKEN };
const GOOGLE_TOKEN = {
  access_token: TOKEN,
  expires_in: 3599,
  scope: 'https://mail.google.com/',
  token_type: 'Bearer',
};

test('microsoft-token.mjs prints the token of the client credentials grant', async ({ service }) => {
  const { url, asked, run } = await service(() => [200, MICROSOFT_TOKEN]);
  const { code, stdout, stderr } = await run('microsoft-token.mjs', {
    ...MICROSOFT,
    MICROSOFT_LOGIN_URL: url,
  });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${TOKEN}\n`, stderr: '' });
  expect(asked[0]?.path).toBe(`/${MICROSOFT.MICROSOFT_TENANT}/oauth2/v2.0/token`);
  expect(Object.fromEntries(asked[0]?.form ?? [])).toEqual({
    grant_type: 'client_credentials',
    client_id: MICROSOFT.MICROSOFT_CLIENT_ID,
    client_secret: SECRET,
    scope: 'https://outlook.office365.com/.default',
  });
});

test('google-token.mjs exchanges a refresh token', async ({ service }) => {
  const { url, asked, run } = await service(() => [200, GOOGLE_TOKEN]);
  const { stdout, stderr } = await run('google-token.mjs', { ...REFRESH, GOOGLE_TOKEN_URL: url });
  expect({ stdout, stderr }).toEqual({ stdout: `${TOKEN}\n`, stderr: '' });
  expect(Object.fromEntries(asked[0]?.form ?? [])).toEqual({
    grant_type: 'refresh_token',
    client_id: REFRESH.GOOGLE_CLIENT_ID,
    client_secret: SECRET,
    refresh_token: REFRESH.GOOGLE_REFRESH_TOKEN,
  });
});

test('google-token.mjs signs a request of a service account to act as a user', async ({ service }) => {
  const { url, asked, run } = await service(() => [200, GOOGLE_TOKEN]);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const file = test.info().outputPath('key.json');
  mkdirSync(test.info().outputPath(), { recursive: true });
  const account = 'keyturn@project.iam.gserviceaccount.com';
  writeFileSync(file, JSON.stringify({ type: 'service_account', client_email: account, private_key: pem }));
  const { stdout, stderr } = await run('google-token.mjs', {
    GOOGLE_SERVICE_ACCOUNT: file,
    GOOGLE_MAILBOX: 'qa@company.example',
    GOOGLE_TOKEN_URL: url,
  });
  expect({ stdout, stderr }).toEqual({ stdout: `${TOKEN}\n`, stderr: '' });
  expect(asked[0]?.form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  const [header = '', claims = '', signature = ''] = (asked[0]?.form.get('assertion') ?? '').split('.');
  const verified = createVerify('RSA-SHA256').update(`${header}.${claims}`);
  expect(verified.verify(createPublicKey(pem), signature, 'base64url')).toBe(true);
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    iss: account,
    sub: 'qa@company.example',
    scope: 'https://mail.google.com/',
    aud: 'https://oauth2.googleapis.com/token',
  });
});

test('gmail-passcode.mjs prints the emails to the address, unchanged', async ({ service }) => {
  const mails: Record<string, string> = {
    '19a1': email({ To: ADDRESS }, 'Your passcode is 482915'),
    '19a2': email({ To: 'qa+other@company.example' }, 'Your passcode is 111111'),
  };
  const { url, asked, run } = await service(({ path, authorization }) => {
    if (path === '/token') return [200, GOOGLE_TOKEN];
    if (authorization !== `Bearer ${TOKEN}`) return [401, {}];
    const id = /\/messages\/(\w+)$/.exec(path)?.[1];
    return id === undefined
      ? [
          200,
          {
            messages: Object.keys(mails).map((each) => ({ id: each, threadId: each })),
            resultSizeEstimate: 2,
          },
        ]
      : [200, { id, threadId: id, raw: Buffer.from(mails[id] ?? '').toString('base64url') }];
  });
  const environment = { ...REFRESH, GOOGLE_TOKEN_URL: `${url}/token`, GMAIL_API_URL: url };
  const { stdout, stderr } = await run('gmail-passcode.mjs', environment);
  expect(stderr).toBe('');
  expect(certainPasscode(await findPasscodes(stdout, SINCE), new Set())).toBe('482915');
  expect(stdout).not.toContain('111111');
  const list = asked.find(({ path }) => path === '/gmail/v1/users/me/messages');
  expect(list?.query.get('q')).toBe(`to:${ADDRESS} after:${String(Math.floor(SINCE.getTime() / 1000) - 60)}`);
  expect(asked.at(-1)?.query.get('format')).toBe('raw');
});

test('gmail-passcode.mjs prints nothing if there is no email', async ({ service }) => {
  const { url, run } = await service(({ path }) => [
    200,
    path === '/token' ? GOOGLE_TOKEN : { resultSizeEstimate: 0 },
  ]);
  const environment = { ...REFRESH, GOOGLE_TOKEN_URL: `${url}/token`, GMAIL_API_URL: url };
  expect(await run('gmail-passcode.mjs', environment)).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('graph-passcode.mjs prints the emails to the address, unchanged', async ({ service }) => {
  const recipient = (address: string) => [{ emailAddress: { name: 'QA', address } }];
  const { url, asked, run } = await service(({ path, authorization }) => {
    if (path.endsWith('/token')) return [200, MICROSOFT_TOKEN];
    if (authorization !== `Bearer ${TOKEN}`) return [401, {}];
    if (path.endsWith('/AAMkAD1=/$value')) return [200, email({ To: ADDRESS }, 'Your passcode is 482915')];
    if (path.endsWith('/messages'))
      return [
        200,
        {
          '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users(…)',
          value: [
            { id: 'AAMkAD2=', toRecipients: recipient('qa+other@company.example'), ccRecipients: [] },
            { id: 'AAMkAD1=', toRecipients: recipient(ADDRESS.toUpperCase()), ccRecipients: [] },
          ],
        },
      ];
    return [404, {}];
  });
  const { stdout, stderr } = await run('graph-passcode.mjs', {
    ...MICROSOFT,
    MICROSOFT_LOGIN_URL: url,
    MICROSOFT_GRAPH_URL: url,
  });
  expect(stderr).toBe('');
  expect(certainPasscode(await findPasscodes(stdout, SINCE), new Set())).toBe('482915');
  expect(asked[0]?.form.get('scope')).toBe('https://graph.microsoft.com/.default');
  expect(asked[1]?.path).toBe('/v1.0/users/qa@company.example/mailFolders/inbox/messages');
  expect(asked[1]?.query.get('$filter')).toBe(
    `receivedDateTime ge ${new Date(SINCE.getTime() - 60_000).toISOString()}`,
  );
  expect(asked[1]?.query.get('$orderby')).toBe('receivedDateTime desc');
});

for (const [script, environment, refusal, message] of [
  [
    'microsoft-token.mjs',
    MICROSOFT,
    { error: 'invalid_client', error_codes: [7000215] },
    'Microsoft gave no token: invalid_client AADSTS7000215\n',
  ],
  [
    'graph-passcode.mjs',
    MICROSOFT,
    { error: 'invalid_client', error_codes: [7000215] },
    'Microsoft gave no token: invalid_client AADSTS7000215\n',
  ],
  [
    'google-token.mjs',
    REFRESH,
    { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    'Google gave no token: invalid_grant Token has been expired or revoked.\n',
  ],
  [
    'gmail-passcode.mjs',
    REFRESH,
    { error: 'invalid_grant', error_description: 'Bad Request' },
    'Google gave no token: invalid_grant Bad Request\n',
  ],
] as const) {
  test(`${script} explains a refusal, and what is not set`, async ({ service }) => {
    const { url, run } = await service(() => [400, refusal]);
    const servers = { MICROSOFT_LOGIN_URL: url, GOOGLE_TOKEN_URL: url };
    expect(await run(script, { ...environment, ...servers })).toEqual({
      code: 1,
      stdout: '',
      stderr: message,
    });
    const { code, stderr } = await run(script, servers);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^(?:MICROSOFT|GOOGLE)_\w+ is not set\.\n$/);
  });
}

test('an API that refuses the token is named', async ({ service }) => {
  const { url, run } = await service(({ path }) =>
    path.endsWith('/token') ? [200, { ...MICROSOFT_TOKEN }] : [403, {}],
  );
  const gmail = await run('gmail-passcode.mjs', {
    ...REFRESH,
    GOOGLE_TOKEN_URL: `${url}/token`,
    GMAIL_API_URL: url,
  });
  expect(gmail.stderr).toMatch(/^The Gmail API answered 403\./);
  const graph = await run('graph-passcode.mjs', {
    ...MICROSOFT,
    MICROSOFT_LOGIN_URL: url,
    MICROSOFT_GRAPH_URL: url,
  });
  expect(graph.stderr).toMatch(/^Microsoft Graph answered 403\. .*Mail\.Read/);
});
