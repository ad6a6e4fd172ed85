/** A fleet knows the secrets of all of its tenants, and shows none of them. */
import { expect, test } from '../support/test.ts';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { startExpert } from '../../emulators/expert/index.ts';
import { findInFiles, findInText } from '../support/find-secrets.ts';
import { fleetOf } from '../support/fleet.ts';
import { filesBelow } from '../support/keyturn.ts';

/** Prints the password of the tenant before Keyturn is loaded, in two spellings, in the first process of a run. */
const PRINTS_PASSWORD = [
  'const{EXPERT_ADMIN_PASSWORD:p}=process.env',
  'if(p!==undefined&&process.send===undefined)console.log(`planted:${p}:`,encodeURIComponent(p))',
].join(';');

test('what a run prints before it can redact is redacted in its file; no output of a fleet contains a secret', async ({}, testInfo) => {
  const site = await startExpert();
  const planted = { ...site.admin, password: site.admin.password };
  const fleet = fleetOf(testInfo, [
    { name: 'live', site },
    {
      name: 'dead',
      site: { baseUrl: 'http://127.0.0.1:9', admin: { ...planted, password: 'p&ss "of the dead' } },
    },
  ]);
  try {
    const { output } = await fleet.start(['--jobs', '1'], {
      NODE_OPTIONS: `--import=data:text/javascript;base64,${Buffer.from(PRINTS_PASSWORD).toString('base64')}`,
    }).ended;
    for (const name of ['live', 'dead'])
      expect(readFileSync(join(fleet.results, name, 'console.txt'), 'utf8')).toMatch(
        /^planted:\[redacted password\]: \[redacted password\]$/m,
      );
    const secrets = [...site.witness.secrets(), { kind: 'password', value: 'p&ss "of the dead' }];
    expect([
      ...findInText(output, secrets, 'the console'),
      ...findInFiles(filesBelow(join(fleet.results, '..')), secrets, fleet.results),
    ]).toEqual([]);
  } finally {
    await site.close();
  }
});
