import { expect, test } from '../support/test.ts';
import { devNull } from 'node:os';
import { settingsPlace } from '../../helpers/settings-place.ts';
import { isForOwner } from '../../helpers/verdict/for-owner.ts';

for (const [file, place] of [
  [undefined, '.env'],
  ['accounts/eu.conf', 'the settings in accounts/eu.conf'],
  [devNull, 'the settings in the environment'],
  ['', 'the settings in the environment'],
] as const) {
  test(`${JSON.stringify(file)}: the settings are in ${place}, and none of the account owner’s business`, () => {
    const where = settingsPlace({ KEYTURN_ENV_FILE: file });
    expect(where).toBe(place);
    expect(isForOwner({ remedy: 'use another address', where })).toBe(false);
    expect(isForOwner({ remedy: 'use another address', where: `${where}, or the environment` })).toBe(false);
  });
}
