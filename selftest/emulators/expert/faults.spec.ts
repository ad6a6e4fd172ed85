import { DOMParser } from '@xmldom/xmldom';
import { FAULTS } from '../../../emulators/expert/faults/index.ts';
import { VARIATIONS } from '../../../emulators/expert/variations/index.ts';
import { expect, GOOD_PASSWORD, OTHER_PASSWORD, test } from './tools.ts';

const LISTS = { fault: FAULTS, variation: VARIATIONS };

test('names are unique and well-formed, and each has a sentence', () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(55);
  expect(VARIATIONS.length).toBeGreaterThanOrEqual(20);
  const names = [...FAULTS, ...VARIATIONS].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, sentence } of [...FAULTS, ...VARIATIONS]) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(sentence, name).toMatch(/^["A-Za-z].*[^.]\.$/);
  }
  expect(new Set(FAULTS.map(({ sentence }) => sentence)).size).toBe(FAULTS.length);
  for (const { name, install } of FAULTS) expect(install, name).toBeDefined();
  for (const { name, install, options } of VARIATIONS) expect(install ?? options, name).toBeDefined();
});

test('a site with any fault or variation starts, answers, and touches no user', async ({ start }) => {
  for (const kind of ['fault', 'variation'] as const) {
    for (const { name } of LISTS[kind]) {
      const site = await start({ [kind]: name });
      const { status } = await site.call('GET', 'users/current');
      expect([name, status]).toEqual([name, 200]);
      expect(site.emulator.witness.touched()).toEqual([]);
      await site.emulator.close();
    }
  }
});

test('with every variation, the admin can sign in, and users/current shows them', async ({ start }) => {
  for (const { name } of VARIATIONS) {
    const site = await start({ variation: name });
    const { admin } = site.emulator;
    expect([name, await site.signIn(admin.username, admin.password)]).toEqual([name, 200]);
    const current = await site.call('GET', 'users/current?dream.out.format=json', site.admin);
    expect([name, (JSON.parse(current.text) as { username: string }).username]).toEqual([name, 'Admin']);
    await site.emulator.close();
  }
});

test('with every variation, a password that was set signs in, and the previous one does not', async ({
  start,
}) => {
  for (const { name } of VARIATIONS) {
    // These occasionally refuse a call, which a client has to retry.
    if (name === 'busy' || name === 'under-maintenance') continue;
    const site = await start({ variation: name });
    const { id, username } = await site.person();
    const set = await site.call('PUT', `users/${id}/password`, site.admin, OTHER_PASSWORD);
    const signsIn = await site.signIn(username, OTHER_PASSWORD);
    const before = await site.signIn(username, GOOD_PASSWORD);
    expect([name, set.status, signsIn, before]).toEqual([name, 200, 200, 401]);
    await site.emulator.close();
  }
});

test('documents that are written differently contain the same values', async ({ start }) => {
  const fields = { username: 'a &amp; b', fullname: 'One &lt;Two&gt;', email: '1205@example.net' };
  const texts = async (variation: string | null): Promise<unknown[]> => {
    const site = await start({ variation });
    await site.person(fields);
    const xml = await site.call('GET', 'users/=a%2520%2526%2520b', site.admin);
    const document = new DOMParser().parseFromString(xml.text, 'application/xml');
    const json = await site.call('GET', 'users/=a%2520%2526%2520b?dream.out.format=json', site.admin);
    const { username, fullname, email } = JSON.parse(json.text) as Record<string, unknown>;
    const inXml = Object.keys(fields).map((name) => document.getElementsByTagName(name)[0]?.textContent);
    return [...inXml, username, fullname, email, document.documentElement?.getAttribute('anonymous')];
  };
  const plain = await texts(null);
  expect(plain.slice(0, 2)).toEqual(['a & b', 'One <Two>']);
  for (const variation of ['verbose-xml', 'typed-json', 'extra-fields', 'gzip']) {
    expect([variation, ...(await texts(variation))]).toEqual([variation, ...plain]);
  }
});

test('a busy site refuses every hundredth call, without effect and with Retry-After', async ({ start }) => {
  const site = await start({ variation: 'busy' });
  const statuses = new Set<number>();
  for (let call = 1; call < 100; call += 1) statuses.add((await site.call('GET', 'users/current')).status);
  expect([...statuses]).toEqual([200]);
  const refused = await site.call('PUT', 'users/1/password', site.admin, OTHER_PASSWORD);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(site.emulator.witness.touched()).toEqual([]);
});
