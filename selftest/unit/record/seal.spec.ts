import { expect, test } from '../../support/test.ts';
import { checkSeal, sealed } from '../../../helpers/record/seal.ts';
import { cellWith, recordWith } from './records.ts';

const KEY = 'k'.repeat(32);
const OTHER = 'o'.repeat(32);

/** A record as it is read from its file. */
const stored = (key?: string) => JSON.parse(JSON.stringify(sealed(recordWith([cellWith()]), key))) as object;

test('an unchanged record is intact, whatever its format', () => {
  expect(checkSeal(stored(), undefined)).toBe('intact');
  expect(checkSeal(JSON.parse(JSON.stringify(stored(), undefined, 7)), undefined)).toBe('intact');
  expect(checkSeal(sealed(recordWith([cellWith({ prose: undefined })]), undefined), undefined)).toBe(
    'intact',
  );
});

test('any edit breaks the seal, also of a field that no schema knows', () => {
  const edits: ((record: Record<string, unknown>) => void)[] = [
    (record) => (record['verdict'] = 'blocked'),
    (record) => (record['new'] = true),
    (record) => delete record['calls'],
    (record) => ((record['cells'] as { title: string }[])[0] = { title: '' }),
    (record) => Object.defineProperty(record, '__proto__', { value: { a: 1 }, enumerable: true }),
    (record) => (record['7'] = 'sorted to the front'),
  ];
  for (const edit of edits) {
    const record = stored() as Record<string, unknown>;
    edit(record);
    expect(checkSeal(record, undefined), String(edit)).toBe('broken');
  }
});

test('a seal that is nonsense is broken, and a record without one has none', () => {
  expect(checkSeal({ ...stored(), seal: { digest: 'sha256:0' } }, undefined)).toBe('broken');
  expect(checkSeal({ ...stored(), seal: 'yes' }, undefined)).toBe('broken');
  expect(checkSeal(recordWith([]), undefined)).toBe('missing');
});

test('a signature is that of its key, and cannot be made anew without it', () => {
  expect(checkSeal(stored(KEY), KEY)).toBe('signed');
  expect(checkSeal(stored(KEY), undefined)).toBe('intact');
  expect(checkSeal(stored(KEY), OTHER)).toBe('another key');
  expect(checkSeal(stored(), KEY)).toBe('not signed');
  const forged = sealed({ ...recordWith([cellWith()]), verdict: 'conformant', calls: 7 }, OTHER);
  const { seal } = stored(KEY) as { seal: { signature: string } };
  expect(checkSeal({ ...forged, seal: { ...forged.seal, signature: seal.signature } }, KEY)).toBe(
    'another key',
  );
});

test('a record is sealed again when it changes', () => {
  const again = sealed({ ...sealed(recordWith([]), KEY), calls: 3 }, KEY);
  expect(checkSeal(again, KEY)).toBe('signed');
});
