/** A file in any usual encoding is decoded; any other is reported. Nothing is guessed. */
import { expect, test } from '../support/test.ts';
import { decode } from '../../helpers/decode.ts';

const TEXT = 'ZENDESK_SUBDOMAIN=acme\r\nZENDESK_TEST_USER_NAME=Zoë 日本 🙂\r\n';

function bigEndian(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

for (const [title, bytes] of [
  ['UTF-8 without a byte order mark', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16 LE with a byte order mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
  ['UTF-16 LE without a byte order mark', Buffer.from(TEXT, 'utf16le')],
  ['UTF-16 BE with a byte order mark', bigEndian(`\ufeff${TEXT}`)],
  ['UTF-16 BE without a byte order mark', bigEndian(TEXT)],
] as const) {
  test(`${title} is decoded`, () => expect(decode(bytes)).toEqual({ ok: true, text: TEXT }));
}

test('an empty file and a file with only a byte order mark are empty text', () => {
  expect(decode(Buffer.alloc(0))).toEqual({ ok: true, text: '' });
  expect(decode(Buffer.from('\ufeff', 'utf16le'))).toEqual({ ok: true, text: '' });
});

for (const [title, bytes, problem] of [
  ['Latin 1', Buffer.from('A=b\nNAME=Zo\xeb\n', 'latin1'), /not valid UTF-8 \(first in line 2/],
  ['UTF-8 that is cut off', Buffer.from('NAME=Zoë').subarray(0, -1), /not valid UTF-8 \(first in line 1/],
  ['a zero byte in UTF-8', Buffer.from('NAME=a\0b\nOTHER=c\n'), /neither UTF-8 nor UTF-16/],
  ['only zero bytes', Buffer.alloc(64), /neither UTF-8 nor UTF-16/],
  ['UTF-16 that is cut off', Buffer.from(`\ufeff${TEXT}`, 'utf16le').subarray(0, -1), /neither UTF-8/],
  ['an unpaired surrogate', Buffer.from('\ufeffNAME=\ud83d\n', 'utf16le'), /neither UTF-8/],
  ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0, 0x3d, 0, 0, 0]), /neither UTF-8/],
] as const) {
  test(`${title} is reported`, () => {
    const decoded = decode(bytes);
    expect(decoded.ok ? '' : decoded.problem).toMatch(problem);
  });
}
