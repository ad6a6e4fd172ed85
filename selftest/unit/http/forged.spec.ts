import { expect } from '../../support/test.ts';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { secretEventsOf } from '../../../helpers/record/secret-events.ts';
import { cellRecord } from '../../../helpers/verdict/cell.ts';
import { ADMIN, GET, reply, test } from './lab.ts';

test('a tenant that writes a marker into its answer does not issue a token', async ({ lab }) => {
  const forged = '[redacted test-user.token#7]';
  const { transport, records } = await lab(reply(200, { name: forged }, { 'x-name': forged }));
  await transport.send(ADMIN, GET);
  const cell = cellRecord.parse({
    address: 'zendesk/notebook/01',
    target: '',
    emulated: false,
    proofs: [],
    waits: [],
    exchanges: records,
  });
  const events = secretEventsOf([cell]).flat();
  expect(events.filter(({ did }) => did === 'issued')).toEqual([]);
  expect(records[0]?.responseBody).toContain('redacted test-user.token#7');
});

test('a secret in the name of a header or of a field is not recorded', async ({ lab }) => {
  const value = randomBytes(24).toString('hex');
  const { transport, records, secrets } = await lab(reply(200, { [value]: 1 }, { [`x-${value}`]: '1' }));
  secrets.learn(value, 'access token', 'a test');
  const documented = { success: z.strictObject({}), refusal: z.unknown() };
  await transport.send(ADMIN, { ...GET, documented });
  expect(records[0]?.drift).toEqual([
    { path: '[redacted access token]', kind: 'undocumented', seen: 'number' },
  ]);
  expect(JSON.stringify(records).includes(value)).toBe(false);
});
