import { expect } from '../../support/test.ts';
import { ADMIN, type Answer, GET, inTurn, POST, reply, test } from './lab.ts';

test.describe('an answer without the headers that all other answers of the tenant share', () => {
  const own = reply(200, { user: { id: 7 } }, { 'x-request-id': 'r1' });
  const nth = (...answers: Answer[]): Answer => inTurn(own, own, own, own, own, ...answers);
  const STRANGERS: [title: string, answer: Answer][] = [
    ['plain text', reply(403, 'RBAC: access denied', { 'content-type': 'text/plain' })],
    ['empty', reply(403, '', { server: 'gateway' })],
    ['JSON in another shape', reply(401, { message: 'Unauthorized' })],
    ['plain text with a success status', reply(200, 'OK', { 'content-type': 'text/plain' })],
  ];
  for (const [title, answer] of STRANGERS)
    test(`is from an interceptor if it is ${title}`, async ({ lab }) => {
      const { transport } = await lab(nth(answer), { retryDelayMs: 1 });
      for (let call = 0; call < 5; call++) await transport.send(ADMIN, GET);
      await expect(transport.send(ADMIN, POST)).rejects.toThrow(
        /lacks the headers of all its other answers \(x-request-id …\)/,
      );
    });

  test('is from the service if it is a document of the service, or if it has one of the headers', async ({
    lab,
  }) => {
    const { transport } = await lab(
      nth(
        reply(403, { error: 'Forbidden' }),
        reply(403, 'You may not', { 'content-type': 'text/plain', 'x-request-id': 'r2' }),
      ),
    );
    for (let call = 0; call < 5; call++) await transport.send(ADMIN, GET);
    for (let call = 0; call < 2; call++) expect((await transport.send(ADMIN, POST)).status).toBe(403);
  });

  test('is accepted while too few answers are known', async ({ lab }) => {
    const { transport } = await lab(inTurn(own, reply(403, 'no', { 'content-type': 'text/plain' })));
    await transport.send(ADMIN, GET);
    expect((await transport.send(ADMIN, POST)).status).toBe(403);
  });
});
