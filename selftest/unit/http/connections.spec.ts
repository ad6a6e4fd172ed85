import { expect } from '../../support/test.ts';
import { GET, POST, ADMIN, test } from './lab.ts';

test('a call with an effect opens a new connection, because a kept one may be lost', async ({ lab }) => {
  const ports: (number | undefined)[] = [];
  const { transport } = await lab((_, response) => {
    ports.push(response.socket?.remotePort);
    response.end('{}');
  });
  for (const call of [GET, GET, POST, GET, POST, { ...POST, method: 'PUT' as const }])
    await transport.send(ADMIN, call);
  const [first, second, third, fourth, fifth, sixth] = ports;
  expect(second, 'an idempotent call uses the kept connection').toBe(first);
  expect(fourth).toBe(third);
  expect(new Set([first, third, fifth, sixth]).size).toBe(4);
});
