import { cell, expect, test } from '../../fixtures/acme/index.ts';

test(
  'Remove what earlier runs have left',
  cell('acme/sweep/1', 'All things with our marker.'),
  async ({ things, proof }) => {
    for (const thing of await things.ours()) console.log(await things.remove(thing));
    await proof('gone', 'There is no thing of ours.', async () => {
      expect(await things.ours()).toEqual([]);
    });
  },
);
