/** Tokens that expire during a run are renewed before the next call, as far as the grant allows it. */
import { expect, test } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { HostGuard } from '../../../../helpers/http/hosts.ts';
import { Transport } from '../../../../helpers/http/transport.ts';
import { SecretRegistry } from '../../../../helpers/secrets/registry.ts';
import type { ZendeskTarget } from '../../../../helpers/systems/zendesk/settings.ts';
import { attemptRefresh, signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import { TokenRegister } from '../../../../helpers/systems/zendesk/tokens.ts';
import { newFailedSignIns, type ZendeskConnection } from '../../../../helpers/systems/zendesk/connection.ts';

interface Lab {
  connection: ZendeskConnection;
  /** The requested grants, and the tokens of the calls, in order. */
  seen: string[];
}

/** A tenant whose tokens have this lifetime in seconds, and which records what it saw. */
async function withTenant(livesFor: number[], act: (lab: Lab) => Promise<void>): Promise<void> {
  const seen: string[] = [];
  let given = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/api/v2/oauth/tokens/current') {
        response.end(JSON.stringify({ token: { id: 223442 + given, token: `token-${String(given)}-nu` } }));
        return;
      }
      if (request.url !== '/oauth/tokens') {
        seen.push(request.headers.authorization ?? 'nothing');
        response.end('{"user":{"id":6164039664282,"role":"admin"}}');
        return;
      }
      seen.push((JSON.parse(body) as { grant_type: string }).grant_type);
      given++;
      response.end(
        JSON.stringify({
          access_token: `token-${String(given)}-number`,
          refresh_token: `refresh-number-${String(given)}`,
          token_type: 'bearer',
          expires_in: livesFor[given - 1] ?? 7200,
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
    browser: () => Promise.reject(new Error('no browser is needed')),
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

test('a token with life left is used as it is', async () => {
  await withTenant([7200], async ({ connection, seen }) => {
    const admin = await signInAsAdmin(connection);
    await admin.api.showSelf();
    await admin.api.showSelf();
    expect(seen).toEqual(['client_credentials', 'Bearer token-1-number', 'Bearer token-1-number']);
  });
});

test('a token that is about to end is refreshed, and the old one counts as dead', async () => {
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

test('every token of a renewal is a secret, and is held', async () => {
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
