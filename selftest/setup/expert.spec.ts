/** `npm run setup` for CXone Expert, at a terminal. */
import { expect, test } from '../support/test.ts';
import { startExpert } from '../../emulators/expert/index.ts';
import { KEYS } from '../support/terminal.ts';
import { expectNothingLeaked, setupAtTerminal } from './tools.ts';

const { enter } = KEYS;

test('a server API token, after a wrong one', async ({}, testInfo) => {
  const site = await startExpert();
  const { serverToken } = site;
  if (serverToken === null) throw new Error('the site has no token');
  const setup = setupAtTerminal(testInfo, 'moving');
  await setup.choose(/Which system/, 2);
  await setup.answer(/URL of the site/, `${site.baseUrl}${enter}`);
  await setup.confirmHost(site.baseUrl);
  await setup.choose(/How does the admin authenticate/, 1);
  await setup.answer(/Key of the server API token/, `${serverToken.key}${enter}`);
  await setup.answer(/Secret of the server API token/, `wrong-${serverToken.secret}${enter}`);
  await setup.answer(/Which admin does it act as/, `${serverToken.user}${enter}`);
  await setup.shows(/does not accept the server API token/);
  await setup.choose(/What now\?/, 1);
  await setup.answer(/Secret of the server API token/, `${serverToken.secret}${enter}`);
  // What was answered after the secret belongs to it.
  await setup.answer(/Which admin does it act as/, enter);
  await setup.shows(/is an admin of/);
  await setup.answer(/test users begin/, enter);
  expect(await setup.ended, setup.text()).toBe(0);
  expect(setup.values()).toEqual({
    EXPERT_BASE_URL: site.baseUrl,
    EXPERT_SERVER_TOKEN_KEY: serverToken.key,
    EXPERT_SERVER_TOKEN_SECRET: serverToken.secret,
    EXPERT_SERVER_TOKEN_USER: serverToken.user,
  });
  expect(site.witness.remains()).toEqual({ left: [], alive: [], touched: [] });
  const planted = site.witness.secrets().map(({ kind, value }) => ({ kind, value }));
  expectNothingLeaked(
    testInfo,
    setup.raw(),
    [...planted, { kind: 'secret', value: serverToken.secret }],
    setup.path,
  );
  await site.close();
});
