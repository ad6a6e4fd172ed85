import { expect, test } from '../../support/test.ts';
import { commandAgain } from '../../../reporters/again.ts';

for (const [title, environment, argv, again] of [
  ['the notebooks', { KEYTURN_COMMAND: 'start' }, ['test'], 'npm start'],
  ['the contract', { KEYTURN_COMMAND: 'contract' }, ['test'], 'npm run contract'],
  [
    'one system, with other settings',
    { KEYTURN_COMMAND: 'start', KEYTURN_ENV_FILE: 'accounts/my eu.env', KEYTURN_TARGET: '' },
    ['test', '--project=expert', '--headed', '--reporter', 'line'],
    "KEYTURN_ENV_FILE='accounts/my eu.env' npm start -- --project=expert",
  ],
  [
    'one check',
    {
      KEYTURN_COMMAND: 'contract',
      KEYTURN_ADDRESSES: 'zendesk/password/weak#short',
      KEYTURN_TARGET: 'emulator',
    },
    ['test', '--grep', 'zendesk/password/weak(?![\\w.-])'],
    'KEYTURN_TARGET=emulator npm run contract -- zendesk/password/weak#short',
  ],
  [
    'a shard',
    { KEYTURN_COMMAND: 'contract' },
    ['test', '--shard=1/2', '--reporter=blob'],
    'npm run contract -- --shard=1/2',
  ],
  ['Playwright itself', {}, ['test', '-g', "it's"], `npx playwright test -g 'it'\\''s'`],
] as const)
  test(`a run of ${title} can be repeated`, () => {
    expect(commandAgain(environment, argv)).toBe(again);
  });
