import { expect, test } from '../../support/test.ts';
import { checkAlone } from '../../../helpers/record/again.ts';

for (const [again, alone] of [
  ['npm run contract', 'npm run contract -- zendesk/password/set'],
  ['npm run contract -- expert/users --workers=2', 'npm run contract -- zendesk/password/set'],
  [
    "KEYTURN_ENV_FILE='my accounts/eu.env' KEYTURN_TARGET=zendesk npm run contract",
    "KEYTURN_ENV_FILE='my accounts/eu.env' KEYTURN_TARGET=zendesk npm run contract -- zendesk/password/set",
  ],
  ['npx playwright test specs', undefined],
  ['npm start', undefined],
  ["KEYTURN_ENV_FILE='npm run contract' npm start", undefined],
] as const) {
  test(`one check of “${again}” alone`, () => {
    expect(checkAlone(again, 'zendesk/password/set')).toBe(alone);
  });
}

test('an address that a shell would not read as one word gets no command', () => {
  expect(checkAlone('npm run contract', 'zendesk/$(rm)')).toBeUndefined();
});
