import { expect } from '../../../../../fixtures/expect.ts';
import { checksOf } from '../../../../../helpers/contract/check.ts';
import type { AcmeBench } from '../../../helpers/systems/acme/bench.ts';

const PAGE = { says: 'A thing opens only with its password.', at: 'https://acme.example/docs' };

export const thingChecks = checksOf<AcmeBench>('acme/things', ({ must }) => {
  must('one', 'A thing does not open with another password.', PAGE, async (bench) => {
    const thing = await bench.make('the right one');
    expect(await bench.open(thing, 'another one')).toBeRefused();
    await bench.remove(thing);
  });
});
