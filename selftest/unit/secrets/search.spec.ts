import { expect, test } from '../../support/test.ts';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { redactPacked, searchBytes } from '../../../helpers/secrets/search.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';
import { base64, htmlHex, htmlNamed, json, url } from '../spellings.ts';

const SECRET = `p&w <"'Mellow%/é\\+?77`;

function search(content: string | Uint8Array): { kinds: string[]; trouble: string | undefined } {
  const secrets = new SecretRegistry();
  secrets.learn(SECRET, 'password', 'a test');
  secrets.learn('482915', 'passcode', 'a test');
  const { kinds, trouble } = searchBytes(typeof content === 'string' ? strToU8(content) : content, secrets);
  return { kinds: [...kinds], trouble };
}

const SPELLINGS: Record<string, string> = {
  plain: SECRET,
  'URL-encoded': url(SECRET),
  'URL-encoded twice': url(url(SECRET)),
  'JSON-escaped': json(SECRET),
  'HTML-escaped': htmlNamed(SECRET),
  'HTML-escaped by numbers': htmlHex(SECRET),
  'a Basic pair': `Basic ${base64(SECRET, 'me@example.com:')}`,
};

const zip = (text: string) => zipSync({ 'folder/data.json': strToU8(text) });
const data = (bytes: Uint8Array) => `data:application/zip;base64,${Buffer.from(bytes).toString('base64')}`;

const CONTAINERS: Record<string, (text: string) => string | Uint8Array> = {
  'a text': (text) => `before ${text} after`,
  'an archive': zip,
  'an archive in an archive': (text) => zipSync({ 'inner.zip': zip(text) }),
  'an archive that is not compressed': (text) => zipSync({ 'a.txt': [strToU8(text), { level: 0 }] }),
  'a data URI with an archive': (text) => `<template>${data(zip(text))}</template>`,
  'a data URI with a text': (text) => `<img src="data:text/plain;base64,${base64(text, 'x'.repeat(30))}">`,
  'an archive after a line break': (text) =>
    JSON.stringify(`see\n${Buffer.from(zip(text)).toString('base64')}`),
  'the body of an attachment': (text) => JSON.stringify({ body: base64(JSON.stringify({ text })) }),
  'a compressed file': (text) => gzipSync(text),
  'a binary file': (text) => Buffer.concat([Buffer.from([0x89, 0xff, 0xfe, 0]), Buffer.from(text)]),
};

for (const [container, pack] of Object.entries(CONTAINERS)) {
  for (const [spelling, text] of Object.entries(SPELLINGS)) {
    test(`found: ${spelling}, in ${container}`, () => {
      expect(search(pack(text))).toEqual({ kinds: ['password'], trouble: undefined });
    });
  }
  test(`nothing is found without a secret, in ${container}`, () => {
    expect(search(pack('a report without any secrets, of 1482915 bytes'))).toEqual({
      kinds: [],
      trouble: undefined,
    });
  });
}

test('an archive that cannot be opened is reported', () => {
  for (const bytes of [zip(SECRET).subarray(0, 40), strToU8('PK\u0003\u0004 and no more')]) {
    expect(search(bytes).trouble).toBe('contains an archive that cannot be opened');
  }
});

test('a decompression bomb is not unpacked, whether it declares its size or not', () => {
  const bomb = gzipSync(new Uint8Array(300 * 1024 * 1024));
  const declaring = zipSync({ 'a.txt': strToU8('small') });
  // The uncompressed size, in the entry of the central directory.
  const entry = Buffer.from(declaring).indexOf('PK\u0001\u0002');
  new DataView(declaring.buffer, declaring.byteOffset).setUint32(entry + 24, 300 * 1024 * 1024, true);
  for (const bytes of [zipSync({ 'a.gz': [bomb, { level: 0 }] }), declaring])
    expect(search(bytes).trouble).toBe('is larger than 256 MB when unpacked');
});

test('archives that are nested too deeply are reported', () => {
  let bytes = zip(SECRET);
  for (let depth = 0; depth < 8; depth++) bytes = zipSync({ 'inner.zip': bytes });
  expect(search(bytes).trouble).toBe('contains archives nested too deeply');
});

for (const text of [
  '482915',
  'code%3D482915',
  'code%20482915',
  String.raw`{"body":"\n482915"}`,
  '"482915",',
]) {
  test(`a passcode is found as a whole word: ${text}`, () =>
    expect(search(text).kinds).toEqual(['passcode']));
}
for (const text of ['0.482915', 'a482915f', '#482915f', 'id_482915', '1482915']) {
  test(`digits inside a word are not a passcode: ${text}`, () => expect(search(text).kinds).toEqual([]));
}

test('a password that is a time is no leak because a blob report contains others, but is one if it is written', () => {
  const secrets = new SecretRegistry();
  secrets.learn('1796023456789', 'password', 'a test');
  const blob = (result: object) => {
    const attachment = Buffer.from(JSON.stringify({ at: 1796023456001 })).toString('base64');
    return zip(JSON.stringify({ result: { startTime: 1796023451234, ...result }, attachment }));
  };
  expect([...searchBytes(blob({}), secrets).kinds]).toEqual([]);
  expect([...searchBytes(blob({ error: 'refused 1796023456789' }), secrets).kinds]).toEqual(['password']);
});

test('a secret is found with its source', () => {
  const secrets = new SecretRegistry();
  secrets.learn(SECRET, 'password', 'HTTPS_PROXY');
  expect([...searchBytes(zip(SECRET), secrets).sources]).toEqual(['HTTPS_PROXY']);
});

test('five characters of a secret are found in an archive, but not in the base64 of one', () => {
  const packed = Buffer.from(zip('a report of no more than this')).toString('base64');
  const by = (value: string, text: string) => {
    const secrets = new SecretRegistry();
    secrets.learn(value, 'password', 'a test');
    return [...searchBytes(strToU8(text), secrets).kinds];
  };
  expect(by(packed.slice(41, 46), `data:application/zip;base64,${packed}`)).toEqual([]);
  expect(by(packed.slice(41, 46), `a ${packed.slice(41, 46)} b`)).toEqual(['password']);
  expect(by('kx4Qz', data(zip('a kx4Qz b')))).toEqual(['password']);
});

test('four characters of a secret are found in text in base64, but not in the base64 of text', () => {
  const packed = base64(json('Zq9Xv 7Jw2K Lp4Rt 8Hb3N'));
  const by = (value: string, text: string) => {
    const secrets = new SecretRegistry();
    secrets.learn(value, 'password', 'a test');
    return [...searchBytes(strToU8(text), secrets).kinds];
  };
  expect(by(packed.slice(13, 17), `{"base64":"${packed}"}`)).toEqual([]);
  expect(by(packed.slice(13, 17), `a ${packed.slice(13, 17)} b`)).toEqual(['password']);
  expect(by('x4Qz', `{"base64":"${base64(json('an attachment with x4Qz in it'))}"}`)).toEqual(['password']);
});

test.describe('a secret that the search would find in base64 is redacted before', () => {
  const secrets = new SecretRegistry();
  secrets.learn(SECRET, 'password', 'a test');
  for (const [title, packed] of [
    ['a secret that is escaped', base64(json(`a text with ${SECRET}`))],
    ['a secret in an archive', Buffer.from(zip(SECRET)).toString('base64')],
    ['a secret in base64 in base64', base64(`a text: ${base64(json(`of some length: ${SECRET}`))}`)],
  ] as const) {
    test(title, () => {
      const redacted = redactPacked(`before ${packed} after`, secrets);
      expect(redacted).toContain('[redacted password]');
      expect(searchBytes(strToU8(redacted), secrets)).toMatchObject({ kinds: new Set(), trouble: undefined });
    });
  }

  for (const [title, packed, reason] of [
    [
      'half an archive',
      Buffer.from(zip('x'.repeat(500)))
        .subarray(0, 60)
        .toString('base64'),
      'contains an archive that cannot be opened',
    ],
    [
      'text that looks like an archive',
      `H4sIAAAAAAAAA${'state7'.repeat(20)}`,
      'contains an archive that cannot be opened',
    ],
    [
      'a bomb',
      gzipSync(new Uint8Array(20 * 1024 * 1024)).toString('base64'),
      'is larger than 4 MB when unpacked',
    ],
  ] as const) {
    test(`withheld: ${title}`, () => {
      const redacted = redactPacked(JSON.stringify({ state: `before ${packed}` }), secrets);
      expect(redacted).toContain(`before [withheld: this data ${reason}]`);
      expect(searchBytes(strToU8(redacted), secrets).trouble).toBeUndefined();
    });
  }

  test('base64 without a secret stays unchanged', () => {
    const text = `${base64('a text of some length, and no secret')} ${Buffer.from(zip('nothing')).toString('base64')}`;
    expect(redactPacked(text, secrets)).toBe(text);
  });
});
