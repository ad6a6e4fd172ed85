/** An independent client, the published node-zendesk, works on the emulated tenant. */
import zendesk from 'node-zendesk';
import { expect, GOOD_PASSWORD, OTHER_PASSWORD, test, type Tenant } from './tools.ts';

function clientFor(tenant: Tenant, token: string): ReturnType<typeof zendesk.createClient> {
  return zendesk.createClient({
    endpointUri: `${tenant.emulator.baseUrl}/api/v2`,
    useOAuth: true,
    token,
    username: 'unused',
  });
}

test('the client creates, finds and shows a user, sets and changes a password, revokes a token, and deletes the user', async ({
  start,
}) => {
  // The client parses every reply with a JSON content type. Of the possible empty replies, it accepts these.
  const tenant = await start({ emptyPasswordReply: 'empty-string' });
  const admin = clientFor(tenant, await tenant.adminToken());

  const email = 'fidelity@example.net';
  const user = { name: 'Fidelity', email, role: 'agent', verified: true };
  const created = await admin.users.create({ user });
  const { id } = created.result as { id: number };
  expect(created.response).toMatchObject({ status: 201 });
  expect(created.result).toMatchObject({ ...user, active: true });

  const found = await admin.users.search({ query: `email:"${email}"` });
  expect(found).toEqual([expect.objectContaining({ id, email })]);
  const { result: shown } = await admin.users.show(id);
  expect(shown).toMatchObject({ id, name: 'Fidelity' });
  expect((await admin.users.list()) as unknown).toContainEqual(expect.objectContaining({ id }));
  const { result: updated } = await admin.users.update(id, { user: { notes: 'seen' } });
  expect(updated).toMatchObject({ notes: 'seen' });

  // The client has no method with which an admin sets a password.
  await admin.users.post(['users', String(id), 'password'], { password: GOOD_PASSWORD });
  const token = String((await tenant.signIn(email, GOOD_PASSWORD)).body['access_token']);
  const agent = clientFor(tenant, token);
  const { result: me } = await agent.users.me();
  expect(me).toMatchObject({ id, role: 'agent' });
  await agent.users.password(id, GOOD_PASSWORD, OTHER_PASSWORD);
  expect((await tenant.signIn(email, GOOD_PASSWORD)).status).toBe(400);

  const tokens = tenant.emulator.witness.liveTokens().filter(({ userId }) => userId === id);
  expect(tokens).toHaveLength(1);
  await agent.oauthtokens.revoke(tokens[0]?.id ?? 0);
  await expect(agent.users.me()).rejects.toThrow('401');

  await admin.users.delete(id);
  const { result: gone } = await admin.users.show(id);
  expect(gone).toMatchObject({ id, active: false, email: null });
  expect(tenant.emulator.witness.touched()).toEqual([]);
});

test('the client understands refusals', async ({ start }) => {
  const tenant = await start();
  const admin = clientFor(tenant, await tenant.adminToken());
  const taken = { name: 'X', email: 'keyturn@example.com' };
  await expect(admin.users.create({ user: taken })).rejects.toThrow('422');
  await expect(admin.users.show(17)).rejects.toThrow('404');
  await expect(clientFor(tenant, 'dead').users.list()).rejects.toThrow('401');
});
