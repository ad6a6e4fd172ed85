import { randomUUID } from 'node:crypto';
import { expect } from '../../../../../fixtures/expect.ts';
import { notebookOf } from '../../../../../helpers/contract/cell.ts';
import type { AcmeCell } from '../../../helpers/systems/acme/bench.ts';

export const things = notebookOf<AcmeCell>('acme/notebook', 'The life of a thing', (cell) => {
  cell('02', 'Make a thing', 'Its password opens it.', async ({ things, notes, proof }) => {
    const password = randomUUID();
    const thing = await things.make(password);
    notes.write({ thing, password });
    await proof('opens', 'The password opens it.', async () => {
      expect(await things.open(thing, password)).toHaveStatus(200);
    });
  });

  cell('03', 'Remove it', 'It is gone.', async ({ things, notes, proof }) => {
    await things.remove(notes.read('thing'));
    await proof('gone', 'It no longer opens.', async () => {
      expect(await things.open(notes.read('thing'), notes.read('password'))).toHaveStatus(404);
    });
  });
});
