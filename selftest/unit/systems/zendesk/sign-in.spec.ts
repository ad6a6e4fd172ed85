/** A session renews its token before a call, if the token is about to expire. */
import { expect, test } from '../../../support/test.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HostGuard } from '../../../../helpers/http/hosts.ts';
import { Transport } from '../../../../helpers/http/transport.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { SecretRegistry } from '../../../../helpers/secrets/registry.ts';
import { newFailedSignIns, type ZendeskConnection } from '../../../../helpers/systems/zendesk/connection.ts';
import type { ZendeskTarget } from '../../../../helpers/systems/zendesk/settings.ts';
import { attemptRefresh, signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import { TokenRegister } from '../../../../helpers/systems/zendesk/tokens.ts';
import { connectTo, type Reply, StubTenant, TENANT } from './tiny-tenant.ts';

interface Lab {
  connection: ZendeskConnection;
  /** The requested grants, and the tokens of the calls, in order. */
  seen: string[];
}

/** Starts a tenant that issues tokens with these lifetimes, in seconds, and records what it has seen. */
async function withTenant(lifetimes: number[], act: (lab: Lab) => Promise<void>): Promise<void> {
  const seen: string[] = [];
  let issued = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/api/v2/oauth/tokens/current') {
        response.end(JSON.stringify({ token: { id: 223442 + issued, token: `token-${String(issued)}-nu` } }));
        return;
      }
      if (request.url !== '/oauth/tokens') {
        seen.push(request.headers.authorization ?? 'nothing');
        response.end('{"user":{"id":6164039664282,"role":"admin"}}');
        return;
      }
      seen.push((JSON.parse(body) as { grant_type: string }).grant_type);
      issued++;
      response.end(
        JSON.stringify({
          access_token: `token-${String(issued)}-number`,
          refresh_token: `refresh-number-${String(issued)}`,
          token_type: 'bearer',
          expires_in: lifetimes[issued - 1] ?? 7200,
        }),
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const secrets = new SecretRegistry();
  const guard = new HostGuard([]);
  const target: ZendeskTarget = {
    baseUrl,
    client: { identifier: 'keyturn', secret: 'the-client-secret' },
    redirectUri: 'http://127.0.0.1:8976/callback',
    admin: { grant: 'client_credentials' },
  };
  const transport = new Transport({ baseUrl, userAgent: 'test', proxy: undefined, guard, secrets });
  const ledger = new Ledger({ tenant: baseUrl, run: 'abcdefghjk' });
  const connection: ZendeskConnection = {
    target,
    transport,
    guard,
    secrets,
    passcodes: undefined,
    ledger,
    tokens: new TokenRegister(ledger),
    browser: () => Promise.reject(new Error('this test has no browser')),
    devices: new Map(),
    usedPasscodes: new Set(),
    failedSignIns: newFailedSignIns(),
  };
  try {
    await act({ connection, seen });
  } finally {
    await transport.dispose();
    server.closeAllConnections();
    server.close();
  }
}

test('a token that does not expire soon is not renewed', async () => {
  await withTenant([7200], async ({ connection, seen }) => {
    const admin = await signInAsAdmin(connection);
    await admin.api.showSelf();
    await admin.api.showSelf();
    expect(seen).toEqual(['client_credentials', 'Bearer token-1-number', 'Bearer token-1-number']);
  });
});

test('a token that is about to expire is renewed with its refresh token, and the old one is dead', async () => {
  await withTenant([5, 7200], async ({ connection, seen }) => {
    const admin = await signInAsAdmin(connection);
    const first = admin.token;
    await admin.api.showSelf();
    expect(seen).toEqual(['client_credentials', 'refresh_token', 'Bearer token-2-number']);
    expect(first.dead).toBe(true);
    expect(admin.token.value).toBe('token-2-number');
    expect(connection.tokens.alive()).toEqual([admin.token]);
    expect(connection.ledger.own().map(({ id }) => id)).toEqual([223444]);
  });
});

test('the tokens of a refresh are learned as secrets, and the new token is held', async () => {
  await withTenant([7200, 7200], async ({ connection }) => {
    const admin = await signInAsAdmin(connection);
    const second = await attemptRefresh(connection, admin.token);
    expect(second?.value).toBe('token-2-number');
    expect(connection.secrets.find('token-2-number and refresh-number-2').sort()).toEqual([
      'access token',
      'refresh token',
    ]);
    expect(connection.tokens.all()).toHaveLength(2);
  });
});

test('a refresh that fails may have issued a token, unless it was refused', async () => {
  const tenant = new StubTenant();
  const answerGrants = (reply: Reply) => {
    tenant.answer = ({ path }) => (path === '/oauth/tokens' ? reply : undefined);
  };
  answerGrants({
    status: 200,
    body: { access_token: 'first-token', refresh_token: 'x-refresh', token_type: 'bearer' },
  });
  const connection = connectTo(tenant, new Ledger({ tenant: TENANT, run: 'abcdefghjk' }));
  const { token } = await signInAsAdmin(connection);
  answerGrants({ status: 400, body: { error: 'invalid_grant' } });
  expect(await attemptRefresh(connection, token)).toBeUndefined();
  expect(connection.tokens.lost()).toEqual([]);
  answerGrants({ status: 504, body: {} });
  expect(await attemptRefresh(connection, token)).toBeUndefined();
  expect(connection.tokens.lost()).toHaveLength(1);
});
