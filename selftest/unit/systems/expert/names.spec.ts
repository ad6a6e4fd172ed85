/** User names that break clients. They are tried on an emulator only, because a live site would keep these users forever. */
import { expect, test } from '../../../support/test.ts';
import { type ExpertEmulator, startExpert } from '../../../../emulators/expert/index.ts';
import { HostGuard } from '../../../../helpers/http/hosts.ts';
import { Transport } from '../../../../helpers/http/transport.ts';
import { generatePassword } from '../../../../helpers/secrets/password.ts';
import { SecretRegistry } from '../../../../helpers/secrets/registry.ts';
import { ExpertApi } from '../../../../helpers/systems/expert/api.ts';
import { basic } from '../../../../helpers/systems/expert/credentials.ts';
import { Identities, signedInBy } from '../../../../helpers/systems/expert/sessions.ts';

/** They include names that result from decoding too often, not decoding, and reading a plus sign as a space. */
const NAMES = [
  'Nora Quill',
  'Nora+Quill',
  'Nora%20Quill',
  'Nora%2BQuill',
  'Nora%252BQuill',
  'a/b',
  'a%2Fb',
  'a%252Fb',
  '100%',
  '100%25',
  '100%2',
  'Jürgen Müßig-Öztürk',
  'J?rgen M??ig-?zt?rk',
  '名前 🙂',
  'it’s',
  "it's",
  'the "quoted" one',
  'a=b&c=d',
  '=leading',
  'a;b,c',
  '(a)*!~_-.z',
  '7',
  'current',
];

let emulator: ExpertEmulator;
let transport: Transport;
let identities: Identities;
let admin: ExpertApi;
const secrets = new SecretRegistry();
const users = new Map<string, { id: number; password: string }>();

// All users are created before the first look-up, so that a wrong look-up finds another of them.
test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  emulator = await startExpert();
  const guard = new HostGuard([]);
  transport = new Transport({
    baseUrl: emulator.baseUrl,
    userAgent: 'keyturn-selftest',
    proxy: undefined,
    guard,
    secrets,
  });
  identities = new Identities(transport);
  admin = new ExpertApi(transport, basic('admin', emulator.admin.username, emulator.admin.password));
  for (const username of NAMES) {
    const password = generatePassword([], secrets);
    const created = await admin.createUser({ username, fullname: 'Odd', status: 'active' }, password);
    expect(created.status, created.excerpt).toBe(200);
    expect(created.body.username).toBe(username);
    users.set(username, { id: created.body.id, password });
  }
});

test.afterAll(async () => {
  await transport.dispose();
  await emulator.close();
});

for (const username of NAMES) {
  test(`“${username}” is found, gets a password, signs in and changes it, and no other user is changed`, async () => {
    const id = users.get(username)?.id;
    const shown = await admin.showUser({ username });
    expect(shown.status, shown.excerpt).toBe(200);
    expect(shown.body).toMatchObject({ id, username });

    const currentpassword = generatePassword([], secrets);
    expect((await admin.setPassword({ username }, currentpassword)).status).toBe(200);
    const self = identities.basic('user', username, currentpassword);
    expect((await self.authenticate()).status).toBe(200);

    const password = `${generatePassword([], secrets)} ü+%2F&"`;
    const changed = await self.setPassword({ username }, password, { currentpassword });
    expect(changed.status, changed.excerpt).toBe(200);
    const me = await identities.cookie('user', signedInBy(changed).cookie).showSelf();
    expect(me.body).toMatchObject({ id, username });
    users.set(username, { id: id ?? 0, password });

    for (const [name, of] of users)
      expect(emulator.witness.signsIn(name, of.password), `the password of “${name}”`).toBe(true);
    expect(emulator.witness.touched()).toEqual([]);
  });
}
