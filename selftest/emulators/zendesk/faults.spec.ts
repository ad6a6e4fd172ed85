import { FAULTS } from '../../../emulators/zendesk/faults/index.ts';
import { VARIATIONS } from '../../../emulators/zendesk/variations/index.ts';
import { expect, test } from './tools.ts';

test('faults and variations have unique names, and one sentence each', () => {
  for (const list of [FAULTS, VARIATIONS]) {
    const names = list.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    for (const { name, sentence } of list) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(sentence).toMatch(/^[A-Z].*[\w"]\.$/);
      expect(sentence).not.toMatch(/\. |\n/);
    }
  }
  expect(FAULTS.length).toBeGreaterThanOrEqual(60);
  expect(VARIATIONS.length).toBeGreaterThanOrEqual(20);
});

test('a tenant with any fault starts, answers, and touches no user', async ({ start }) => {
  for (const { name } of FAULTS) {
    const tenant = await start({ fault: name });
    const answer = await tenant.call('GET', '/api/v2/users/me');
    expect([name, answer.status]).toEqual([name, 200]);
    expect([name, tenant.emulator.witness.touched()]).toEqual([name, []]);
  }
});

test('a tenant with any variation starts, answers, and issues tokens', async ({ start }) => {
  for (const { name } of VARIATIONS) {
    const tenant = await start({ variation: name });
    expect([name, (await tenant.call('GET', '/api/v2/users/me')).status]).toEqual([name, 200]);
    const token = await tenant.adminToken();
    const me = await tenant.call('GET', '/api/v2/users/me', token);
    expect([name, me.body['user']]).toMatchObject([name, { id: tenant.emulator.admin.id }]);
  }
});
