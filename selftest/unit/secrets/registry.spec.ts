import { expect, test } from '../../support/test.ts';
import type { SecretKind } from '../../../helpers/secrets/kinds.ts';
import { NO_PUBLIC_TEXTS, SecretRegistry } from '../../../helpers/secrets/registry.ts';
import { runScript } from '../../support/script.ts';
import { Seeded } from '../seeded.ts';
import {
  asciiJson,
  base64,
  base64url,
  form,
  htmlDecimal,
  htmlHex,
  htmlHexUpper,
  htmlNamed,
  json,
  lowerCaseUrl,
  scriptJson,
  strictUrl,
  url,
} from '../spellings.ts';

function knowing(...known: [string, SecretKind][]): SecretRegistry {
  const registry = new SecretRegistry();
  for (const [value, kind] of known) registry.learn(value, kind, 'a test');
  return registry;
}

const SECRETS: Record<string, string> = {
  'an ordinary password': 'Quartz-Mellow.77',
  'regular expression characters': 'a.*+?^${}()|[]/-b',
  'quotes and backslashes': `ab"cd'ef\\gh\\\\ij`,
  'letters of many scripts': 'pässwörd-пароль-密码-日本',
  'an emoji': 'secret😀value😀end',
  'white space': 'two words\tand\nthree more',
  'URL characters': 'a&b=c%d#e?f+g/h',
  'HTML characters': `<b>"x"&'y'</b>12345`,
  'percent signs that look encoded': 'abc%20def%2541gh',
  'a token': 'gErypPlm4dOVgGRvA1ZzMH5MQ3nLo8bo',
};

const SPELLINGS: Record<string, (text: string) => string> = {
  plain: (text) => text,
  'URL-encoded': url,
  'URL-encoded strictly': strictUrl,
  'URL-encoded in lower case': lowerCaseUrl,
  'URL-encoded twice': (text) => url(url(text)),
  'URL-encoded three times': (text) => url(url(url(text))),
  'form-encoded': form,
  'JSON-escaped': json,
  'JSON-escaped twice': (text) => json(json(text)),
  'JSON in ASCII': asciiJson,
  'JSON in a page': scriptJson,
  'HTML with named entities': htmlNamed,
  'HTML with decimal entities': htmlDecimal,
  'HTML with hexadecimal entities': htmlHex,
  'HTML with upper-case hexadecimal entities': htmlHexUpper,
  'HTML escaped twice': (text) => htmlNamed(htmlNamed(text)),
  'URL inside JSON': (text) => json(url(text)),
  'URL inside JSON inside HTML': (text) => htmlNamed(json(url(text))),
};

for (const [kind, secret] of Object.entries(SECRETS)) {
  for (const [name, spell] of Object.entries(SPELLINGS)) {
    test(`${kind}, ${name}, is redacted`, () => {
      const registry = knowing([secret, 'password']);
      expect(registry.redact(`before ${spell(secret)} after`)).toBe('before [redacted password] after');
      expect(registry.find(spell(secret))).toEqual(['password']);
    });
  }

  test(`${kind} is redacted in base64 at every alignment`, () => {
    const registry = knowing([secret, 'password']);
    // The two characters at either end also contain bits of the neighbors. Everything between them is redacted.
    for (const before of ['', 'u', 'u:', 'someone@example.com:']) {
      for (const after of ['', '!', '!!']) {
        for (const encode of [base64, base64url]) {
          const encoded = encode(secret, before, after);
          const redacted = registry.redact(`x ${encoded} y`);
          expect(redacted, encoded).toContain('[redacted password]');
          const left = redacted.replace('[redacted password]', '').replace(/^x | y$/g, '');
          const own = Math.floor((Buffer.byteLength(secret) * 4) / 3) - 2;
          expect(left.length, redacted).toBeLessThanOrEqual(encoded.length - own);
        }
      }
    }
  });

  test(`${kind} is redacted in base64 inside a URL`, () => {
    const registry = knowing([secret, 'password']);
    const redacted = registry.redact(`/x?v=${url(base64(secret, 'u:'))}`);
    expect(redacted).toContain('[redacted password]');
  });
}

test('a secret that is form-encoded inside an encoded URL is redacted', () => {
  const registry = knowing(['two words and more', 'password']);
  const nested = url(`https://host/login?x=${form('two words and more')}`);
  expect(registry.redact(`return_to=${nested}`)).toContain('[redacted password]');
});

test('a secret with quotes inside JSON inside HTML is redacted', () => {
  const registry = knowing([`ab"cd"ef"gh"ij`, 'password']);
  const page = `<div data-props="${htmlNamed(json(`ab"cd"ef"gh"ij`))}">`;
  expect(registry.redact(page)).toBe('<div data-props="[redacted password]">');
});

test('a secret with a carriage return is redacted in JSON', () => {
  const registry = knowing(['first line\r\nsecond line', 'password']);
  expect(registry.redact(json('first line\r\nsecond line'))).toBe('[redacted password]');
});

test.describe('truncated secrets', () => {
  const token = 'gErypPlm4dOVgGRvA1ZzMH5MQ3nLo8bo';
  for (const length of [10, 11, 20, 31]) {
    test(`a token that is cut off after ${length} characters is redacted`, () => {
      const registry = knowing([token, 'access token']);
      expect(registry.redact(`token ${token.slice(0, length)}... and so on`)).toBe(
        'token [redacted access token]... and so on',
      );
    });
  }

  test('nine characters are not enough to recognize a token', () => {
    const registry = knowing([token, 'access token']);
    const text = `token ${token.slice(0, 9)} and so on`;
    expect(registry.redact(text)).toBe(text);
  });

  test('a token of 2000 characters is redacted to its end', () => {
    const long = new Seeded(7).text('abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789-_.', 2000);
    const registry = knowing([long, 'access token']);
    expect(registry.redact(`a ${long} b`)).toBe('a [redacted access token] b');
    expect(registry.redact(json(`{"x":"${long}"}`))).toBe(json('{"x":"[redacted access token]"}'));
  });

  for (const length of [10, 300, 310, 311, 500, 1999]) {
    test(`a token of 2000 characters that is cut off after ${length} is redacted`, () => {
      const long = new Seeded(7).text('abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789', 2000);
      const registry = knowing([long, 'access token']);
      expect(registry.redact(`a ${long.slice(0, length)} b`)).toBe('a [redacted access token] b');
    });
  }
});

test.describe('several secrets', () => {
  test('two secrets are redacted to their ends if one contains the other', () => {
    const registry = knowing(['zendesk123!', 'password'], ['zendesk123!_new', 'password']);
    expect(registry.redact('zendesk123! then zendesk123!_new, end')).toBe(
      '[redacted password] then [redacted password], end',
    );
    const middle = knowing(['inner-secret', 'password'], ['outer-inner-secret-outer', 'client secret']);
    expect(middle.redact('outer-inner-secret-outer inner-secret')).toBe(
      '[redacted client secret] [redacted password]',
    );
  });

  test('two secrets that begin alike are redacted to their ends', () => {
    const first = 'eyJhbGciOiJIUzI1NiJ9.first-payload-1111';
    const second = 'eyJhbGciOiJIUzI1NiJ9.other-payload-2222';
    const registry = knowing([first, 'access token'], [second, 'access token']);
    expect(registry.redact(`one ${first} two ${second} end`)).toBe(
      'one [redacted access token] two [redacted access token] end',
    );
  });

  test('two secrets of different lengths that begin alike are redacted to their ends', () => {
    const registry = knowing(['Common-Prefix-aaaa', 'password'], ['Common-Prefix-bbbbbbbb', 'password']);
    expect(registry.redact('Common-Prefix-aaaa')).toBe('[redacted password]');
    expect(registry.redact('Common-Prefix-bbbbbbbb')).toBe('[redacted password]');
  });

  test('two secrets side by side are both redacted', () => {
    const registry = knowing(['first-secret-1', 'password'], ['second-secret-2', 'access token']);
    expect(registry.redact('first-secret-1second-secret-2')).toBe(
      '[redacted password][redacted access token]',
    );
    expect(registry.find('second-secret-2 first-secret-1').sort()).toEqual(['access token', 'password']);
  });

  test('the kind that was learned first names a secret', () => {
    const registry = knowing(['some-secret-value', 'state'], ['some-secret-value', 'cookie']);
    expect(registry.redact('some-secret-value')).toBe('[redacted state]');
  });

  test('a secret is redacted from the moment it is learned', () => {
    const registry = knowing(['first-secret-1', 'password']);
    expect(registry.redact('second-secret-2')).toBe('second-secret-2');
    registry.learn('second-secret-2', 'cookie', 'a test');
    expect(registry.redact('second-secret-2')).toBe('[redacted cookie]');
  });
});

test.describe('passcodes', () => {
  const registry = knowing(['482915', 'passcode']);
  for (const text of ['482915', 'code 482915.', '"482915"', 'x=482915&y', 'Passcode:482915\n']) {
    test(`a passcode is redacted as a whole number: ${JSON.stringify(text)}`, () => {
      expect(registry.redact(text)).toBe(text.replace('482915', '[redacted passcode]'));
    });
  }
  for (const text of ['6164482915', '4829156164', 'id 1482915', '2026482915.', '48291']) {
    test(`digits inside a longer number are not redacted: ${text}`, () => {
      expect(registry.redact(text)).toBe(text);
    });
  }
});

test.describe('secrets that begin with digits', () => {
  // A time in milliseconds, of which every report contains thousands that begin alike.
  const time = '1796023456789';
  const others = [
    '{"startTime":1796023451234,"duration":12}',
    '1796023456',
    '17960234567891',
    '1_639315641587277564_',
    Buffer.from('{"startTime":1796023451234}').toString('base64'),
    base64('1796023456780'),
  ];
  const hash = 'c47fb94890b5457f0cba81cc';
  const KINDS = ['password', 'client secret', 'code verifier', 'access token', 'cookie'] as const;

  for (const kind of KINDS) {
    test(`a ${kind} of digits is found as a whole, and not if another number begins alike`, () => {
      const registry = knowing([time, kind]);
      for (const text of others) expect(registry.redact(text), text).toBe(text);
      expect(registry.redact(`sent "${time}".`)).toBe(`sent "[redacted ${kind}]".`);
      expect(registry.find(`sent "${time}".`)).toEqual([kind]);
      expect(registry.find(url(`%${time}`))).toEqual([kind]);
      expect(registry.find(base64(time, 'user:'))).toEqual([kind]);
    });

    test(`the user and the time in front of a token identify nothing, although it was learned as a ${kind}`, () => {
      for (const begin of [
        `1_${time}_`,
        '4294967295_639315641587277564_',
        '2026-11-29T15:47:55_',
        `${time}.`,
      ]) {
        const registry = knowing([`${begin}${hash}`, kind]);
        for (const text of [...others, begin, `${begin}e5f60718293a4b`, base64(`${begin}e5f607`)])
          expect(registry.redact(text), `${begin} in ${text}`).toBe(text);
        for (const length of [10, 16, hash.length])
          expect(registry.find(`cut ${begin}${hash.slice(0, length)}... off`), begin).toEqual([kind]);
        expect(registry.find(base64(`${begin}${hash}`, 'user:')), begin).toEqual([kind]);
      }
    });

    test(`a ${kind} that happens to begin with many digits is found if it is cut off behind them`, () => {
      const registry = knowing([`${time}${hash}`, kind]);
      for (const text of others) expect(registry.redact(text), text).toBe(text);
      for (const length of [1, 5, hash.length])
        expect(registry.find(`cut ${time}${hash.slice(0, length)}... off`)).toEqual([kind]);
      expect(registry.find(base64(`${time}${hash}`, 'user:'))).toEqual([kind]);
      expect(registry.find(base64(`${time}${hash}`).slice(0, 20))).toEqual([kind]);
    });
  }

  for (const kind of ['password', 'client secret'] as const) {
    test(`a few digits in front do not hide where a ${kind} was cut off`, () => {
      for (const secret of ['2026-Quartz-Mellow', '77.Quartz-Mellow', '1_1_Quartz-Mellow'])
        expect(knowing([secret, kind]).find(`cut ${secret.slice(0, 10)}... off`), secret).toEqual([kind]);
    });
  }

  test('the header that all JSON Web Tokens share identifies none of them, whatever it was learned as', () => {
    const header = 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.';
    const registry = knowing([`${header}eyJzdWIiOiI3In0.${hash}`, 'password']);
    expect(registry.find(`${header}eyJpc3MiOiJ4In0`)).toEqual([]);
    expect(registry.find(`${header}eyJzdWIiOiI3`)).toEqual(['password']);
  });
});

test.describe('colors', () => {
  const registry = knowing(['Quartz-Mellow.77', 'password']);

  test('a secret that is split by the colors of a diff is redacted', () => {
    const torn = '\u001b[31m-  "\u001b[7mQuartz\u001b[27m-Mellow\u001b[1m.77"\u001b[22m\u001b[39m';
    expect(registry.redact(torn)).toBe('-  "[redacted password]"');
    expect(registry.find(torn)).toEqual(['password']);
  });

  test('colored text without secrets keeps its colors', () => {
    const text = '\u001b[31mExpected: \u001b[39m200';
    expect(registry.redact(text)).toBe(text);
  });
});

test.describe('text without secrets', () => {
  const registry = knowing(
    ['Quartz-Mellow.77', 'password'],
    ['482915', 'passcode'],
    ['gErypPlm4dOVgGRvA1ZzMH5MQ3nLo8bo', 'access token'],
  );
  for (const text of [
    '',
    'GET /api/v2/users/me.json as admin → 200 in 31 ms',
    '{"user":{"id":6164039664282,"name":"Keyturn test user abcdefghjk","role":"agent"}}',
    '{"requirements":["must be at least 5 characters","must be different from email address"]}',
    '{"password":{"password_length":5,"password_complexity":0}}',
    'The password was changed; the old password is refused.',
    'expect(received).toBe(expected)\n\nExpected: 401\nReceived: 200',
    'x-zendesk-api-warn: {:allowed_parameters=>{:controller=>"users"}}',
    'exit code 1, status 422, postcode=12345',
    '{"error":"invalid_token","error_description":"The access token provided is expired"}',
    '{"token_type":"bearer","scope":"read write"}',
    '  at Object.<anonymous> (/home/someone/specs/notebook.spec.ts:42:7)',
    'Quartz-Me',
    'gErypPlm',
    '\u0000\u0007\ufffd\ud800 lone',
    'Basic authentication was removed in January.',
    'Bearer authentication is needed.',
  ]) {
    test(`is unchanged: ${JSON.stringify(text).slice(0, 60)}`, () => {
      expect(registry.redact(text)).toBe(text);
      if (!text.startsWith('Quartz')) expect(registry.find(text)).toEqual([]);
    });
  }

  test('values of fewer than four characters are not learned', () => {
    const short = knowing(['abc', 'password'], ['', 'cookie']);
    expect(short.redact('abc abcabc')).toBe('abc abcabc');
  });

  test('redacted text is unchanged if it is redacted again', () => {
    for (const text of ['Quartz-Mellow.77', 'authorization: Bearer abcdefghijkl', '/cb?code=abc&state=def']) {
      const once = registry.redact(text);
      expect(once).not.toBe(text);
      expect(registry.redact(once)).toBe(once);
    }
  });
});

test('every secret is redacted in every encoding, and nothing else is', () => {
  const chance = new Seeded(20_261_121);
  const alphabets = [
    'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
    `abcXYZ019!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ `,
    'äöüßéñ漢字пар😀🔑abc',
    `"\\'<>&%+/ x`,
  ];
  const chains: ((text: string) => string)[][] = [
    [],
    [url],
    [url, url],
    [form],
    [url, json],
    [json],
    [json, json],
  ];
  const last: ((text: string) => string)[] = [(text) => text, htmlNamed, htmlDecimal, htmlHex];
  for (let round = 0; round < 1500; round++) {
    const secret = `k${chance.text(chance.pick(alphabets), 8 + chance.below(60))}k`;
    const registry = knowing([secret, 'password']);
    const chain = chance.pick(chains);
    // JSON inside HTML has a case of its own above; and numeric entities would spell the percent signs.
    const outer = chain.length > 0 ? (text: string) => text : chance.pick(last);
    const spelled = outer(chain.reduce((text, encode) => encode(text), secret));
    expect(registry.redact(`before ${spelled} after`), JSON.stringify({ secret, spelled })).toBe(
      'before [redacted password] after',
    );
  }
});

test('random text is unchanged', () => {
  const chance = new Seeded(42);
  const registry = knowing(
    ...Array.from({ length: 20 }, (): [string, SecretKind] => [
      chance.text('abcdefghij0123456789+/', 24),
      'cookie',
    ]),
  );
  for (let round = 0; round < 500; round++) {
    const text = chance.text('klmnopqrstuvwxyz \n{}[],.:-_', 200);
    expect(registry.redact(text)).toBe(text);
  }
});

test('forty secrets are found in a megabyte', ({}, testInfo) => {
  const chance = new Seeded(3);
  const registry = new SecretRegistry();
  const secrets = Array.from({ length: 40 }, () =>
    chance.text(`abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789!"#$%&'+/\\`, 40),
  );
  for (const secret of secrets) registry.learn(secret, 'password', 'a test');
  const lines = Array.from({ length: 11_000 }, (_, index) =>
    index % 275 === 0
      ? `line ${json(url(secrets[index / 275] ?? ''))}`
      : `line ${chance.text('abcdefghijklmnopqrstuvwxyz "\\{}:,0123456789', 90)}`,
  );
  const text = lines.join('\n');
  const started = performance.now();
  const redacted = registry.redact(text);
  testInfo.annotations.push({
    type: 'duration',
    description: `${(performance.now() - started).toFixed(0)} ms for ${text.length} characters`,
  });
  expect(redacted.match(/\[redacted password\]/g)).toHaveLength(40);
});

/** Text that a search would take very long for if it read to the end of the text from every character. */
test('text that is expensive to search is searched in linear time', () => {
  const chance = new Seeded(7);
  const passwords = Array.from(
    { length: 10 },
    () => `${chance.text('\\\\"%&<\'', 6)}${chance.text('abcdefghij0123456789', 20)}`,
  );
  const cookies = Array.from({ length: 1000 }, () =>
    chance.text('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/', 32),
  );
  const units = [
    '\\',
    '"',
    '%',
    '%25',
    '%5C',
    '&',
    '&amp;',
    '&amp;amp;',
    '&#92;',
    '\\"',
    '\\"password\\":\\"',
    '"password":"\\',
    'authorization: ',
    '\\u001b[',
    'Bearer aaaaaaaa ',
  ];
  const ordinary = chance.text('abcdefghijklmnopqrstuvwxyz "{}:,0123456789', 100);
  // In linear time, all of it takes seconds. Otherwise, a single one of these texts takes minutes.
  const { stdout, stderr, signal } = runScript(
    `
    const { SecretRegistry } = await load('./helpers/secrets/registry.ts');
    const knowing = (values, kind) => {
      const registry = new SecretRegistry();
      for (const value of values) registry.learn(value, kind, 'a test');
      return registry;
    };
    const few = knowing(${JSON.stringify(passwords)}, 'password');
    for (const unit of ${JSON.stringify(units)}) {
      const redacted = few.redact(unit.repeat(SIZE / unit.length));
      console.log(unit, redacted.includes('[redacted password]'));
    }
    const many = knowing(${JSON.stringify(cookies)}, 'cookie');
    console.log('cookies', many.redact(${JSON.stringify(ordinary)}.repeat(10_000)).includes('[redacted cookie]'));
  `.replace('SIZE', String(128 * 1024)),
  );
  expect(signal, `it had to be killed after:\n${stdout}`).toBeNull();
  expect(stdout.trim().split('\n'), stderr).toEqual([...units, 'cookies'].map((text) => `${text} false`));
});

test('a secret that contains something like an escape is redacted', () => {
  const cookie = '%5Csession%5C%22a&#92;b0123456789';
  for (const spell of [(text: string) => text, url, json]) {
    expect(knowing([cookie, 'cookie']).redact(`%5C%5C${spell(cookie)}`)).toBe('%5C%5C[redacted cookie]');
  }
});

test.describe('public texts', () => {
  for (const word of ['keyturn', 'admin', 'conformant', 'Before Hooks']) {
    test(`“${word}” is not a secret, because our own texts contain it`, () => {
      const registry = knowing([word, 'password']);
      const text = `the ${word} of a report`;
      expect(registry.redact(text)).toBe(text);
      expect(registry.find(text)).toEqual([]);
    });

    test(`“${word}” is a secret in a registry without public texts`, () => {
      const registry = new SecretRegistry(NO_PUBLIC_TEXTS);
      registry.learn(word, 'password', 'a test');
      expect(registry.find(`x=${word}`)).toEqual(['password']);
    });
  }

  test('a text that this run published, or a part of it, is not a secret', () => {
    const registry = new SecretRegistry();
    registry.markPublic('Keyturn/0.1.0 (run k7m2p9x4qa)');
    registry.learn('k7m2p9x4qa', 'access token', 'a test');
    registry.learn('k7m2p9x4qa-and-more-7f3e', 'access token', 'a test');
    expect(registry.redact('run k7m2p9x4qa, k7m2p9x4qa-and-')).toBe('run k7m2p9x4qa, k7m2p9x4qa-and-');
    expect(registry.redact('k7m2p9x4qa-and-more-7f3e')).toBe('[redacted access token]');
  });

  test('a password that begins with a word of our texts is redacted, but the word is not', () => {
    const registry = knowing(['conformant2026!', 'password']);
    expect(registry.redact('conformant, conformant2026!')).toBe('conformant, [redacted password]');
  });

  test('the common beginning of many cookies identifies none of them', () => {
    const registry = knowing(['session=c47fb94890b5457f0cba81cc;', 'cookie']);
    expect(registry.find('session=c4a1b2c3d4e5f60718293a4b')).toEqual([]);
    expect(registry.find('session=c47fb94890b5457f0c')).toEqual(['cookie']);
    expect(registry.find(base64('session=c4a1b2c3d4e5f60718293a4b'))).toEqual([]);
  });

  test('a passcode is found although its digits may be in a public text', () => {
    expect(knowing(['482915', 'passcode']).find('the code 482915')).toEqual(['passcode']);
  });
});

test('a secret is found with the source from which it was learned first', () => {
  const registry = new SecretRegistry();
  registry.learn('Quartz-Mellow.77', 'client secret', 'ZENDESK_CLIENT_SECRET');
  registry.learn('Quartz-Mellow.77', 'password', 'the field “password” sent by POST /x as admin');
  expect(registry.hits('a Quartz-Mellow.77 b')).toMatchObject([
    { secret: { kind: 'client secret', source: 'ZENDESK_CLIENT_SECRET' }, from: 2, end: 18 },
  ]);
});
