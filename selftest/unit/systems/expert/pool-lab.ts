/** What the tests of the pool share: users, ledgers on disk, and an expectation. */
import { expect, test } from '../../../support/test.ts';
import type { Call } from '../../../../helpers/http/call.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { runId } from '../../../../helpers/run-id.ts';
import { generatePassword } from '../../../../helpers/secrets/password.ts';
import { SecretRegistry } from '../../../../helpers/secrets/registry.ts';
import { recordAs } from '../../another-process.ts';
import { free, type Person, SITE, type StubSite } from './tiny-site.ts';

/** The ID of another run. */
export const OTHER = 'zzzzzzzzzz';
export const PASSWORD = generatePassword([], new SecretRegistry());

/** A user with a name of the pool who is not ours. */
export const STRANGER = free({ fullname: 'Nora Testa', status: 'active' });

/** The folder of the running test's ledger. */
export const ledgerFolder = () => test.info().outputPath('ledger');

/** This run's ledger on disk. */
export const onDisk = () => new Ledger({ tenant: SITE, run: runId(), folder: ledgerFolder() });

/** Records a user in the ledger of another run, as its process would. */
export const recordUser = (run: string, pid?: number, address = 'keyturn-1') =>
  recordAs({ folder: ledgerFolder(), tenant: SITE, run, ...(pid === undefined ? {} : { pid }) }, (ledger) =>
    ledger.creating({ kind: 'user', address, marker: 'x' }),
  );

export const isCreation = ({ method }: Call<unknown>) => method === 'POST';
export const isUpdate = ({ method, path }: Call<unknown>) => method === 'PUT' && !path.endsWith('/password');

/** Expects that a user is unchanged, and that no call tried to change them. */
export function expectUntouched(site: StubSite, before: Person): void {
  expect(site.people.get(before.id)).toEqual(before);
  expect(
    site.writes.filter((call) => new RegExp(`/(?:${String(before.id)}|=${before.username})\\b`).test(call)),
  ).toEqual([]);
}
