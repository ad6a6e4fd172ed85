import { expect } from '../../support/test.ts';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { LostCall } from '../../../helpers/http/transport.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';
import { ADMIN, GET, hang, inTurn, POST, reply, reset, test } from './lab.ts';

test.describe('a tenant that does not answer', () => {
  test('an idempotent call is retried after a lost connection', async ({ lab }) => {
    const { transport, received, records } = await lab(inTurn(reset, reset, reply(200)));
    expect((await transport.send(ADMIN, GET)).status).toBe(200);
    expect(received).toHaveLength(3);
    expect(records[0]?.attempts).toBe(3);
  });

  test('waits that the tenant asked for do not count as lost connections', async ({ lab }) => {
    const busy = reply(503, '', { 'retry-after': '0' });
    const { transport } = await lab(inTurn(busy, busy, busy, reset, busy, reset, reply(200)));
    expect((await transport.send(ADMIN, GET)).status).toBe(200);
  });

  test('an idempotent call is sent three times at most', async ({ lab }) => {
    const { transport, received, records } = await lab(reset);
    const sent = transport.send(ADMIN, GET);
    await expect(sent).rejects.toThrow(/no answer from [^ ]+: the connection broke/);
    await expect(sent).rejects.not.toBeInstanceOf(LostCall);
    expect(received).toHaveLength(3);
    expect(records).toEqual([expect.objectContaining({ status: undefined, attempts: 3 })]);
  });

  test('a call with an effect is not sent twice, and may have taken effect', async ({ lab }) => {
    const { transport, received, records } = await lab(reset);
    await expect(transport.send(ADMIN, POST)).rejects.toThrow(LostCall);
    expect(received).toHaveLength(1);
    expect(records[0]?.failure).toMatch(/^the connection broke/);
  });

  for (const call of [GET, POST]) {
    test(`${call.method} that hangs ends at its deadline`, async ({ lab }) => {
      const { transport, received } = await lab(hang, { deadlineMs: 300 });
      const error: unknown = await transport.send(ADMIN, call).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Blocked);
      expect(error instanceof LostCall).toBe(!call.idempotent);
      expect(String(error)).toContain('no answer within 0.3 s');
      expect(received).toHaveLength(1);
    });
  }

  test('an endless body ends at the deadline of its call', async ({ lab }) => {
    const { transport } = await lab(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"user":');
      },
      { deadlineMs: 300 },
    );
    await expect(transport.send(ADMIN, GET)).rejects.toThrow('no answer within 0.3 s');
  });

  test('a port without a listener blocks, and nothing can have taken effect', async ({ lab }) => {
    const { transport } = await lab(reply(200));
    const closed = createTcpServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    const error: unknown = await transport
      .send(ADMIN, { ...POST, path: `http://127.0.0.1:${port}/x` })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Blocked);
    expect(error).not.toBeInstanceOf(LostCall);
    expect(String(error)).toContain('the connection was refused');
  });

  test('a server that does not speak HTTP blocks', async ({ lab }) => {
    const { transport } = await lab(reply(200));
    const odd = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    await new Promise<void>((done) => odd.listen(0, '127.0.0.1', done));
    const { port } = odd.address() as AddressInfo;
    const path = `http://127.0.0.1:${port}/x`;
    await expect(transport.send(ADMIN, { ...GET, path })).rejects.toThrow(Blocked);
    odd.close();
  });

  test('no message and no record contains the token', async ({ lab }) => {
    const { transport, records } = await lab(inTurn(reset, hang), { deadlineMs: 300 });
    for (const call of [POST, POST]) {
      const error: unknown = await transport.send(ADMIN, call).catch((reason: unknown) => reason);
      expect(`${String(error)} ${(error as Error).stack ?? ''}`).not.toContain(ADMIN.bearer);
    }
    expect(JSON.stringify(records)).not.toContain(ADMIN.bearer);
  });

  test('nothing more is sent after five calls in a row without an answer', async ({ lab }) => {
    const { transport, received } = await lab(reset);
    for (let call = 0; call < 5; call++) await expect(transport.send(ADMIN, POST)).rejects.toThrow(LostCall);
    const sixth: unknown = await transport.send(ADMIN, POST).catch((reason: unknown) => reason);
    expect(String(sixth)).toContain('not sent, because the last 5 calls got no answer');
    expect(sixth).not.toBeInstanceOf(LostCall);
    expect(received).toHaveLength(5);
  });

  test('one answer in between resets that count', async ({ lab }) => {
    const { transport, received } = await lab((request, response, count) =>
      (count === 5 ? reply(500) : reset)(request, response, count),
    );
    for (let call = 1; call <= 9; call++) await transport.send(ADMIN, POST).catch(() => undefined);
    expect(received).toHaveLength(9);
    await transport.send(ADMIN, POST).catch(() => undefined);
    await transport.send(ADMIN, POST).catch(() => undefined);
    expect(received).toHaveLength(10);
  });
});
