/** XML, JSON and plain text are read into one kind of value. Anything else is not read, and no instruction in it is followed. */
import { expect, test } from '../../../support/test.ts';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import type { ExchangeRecord } from '../../../../helpers/http/exchange-record.ts';
import { Exchange } from '../../../../helpers/http/exchange.ts';
import { SecretRegistry } from '../../../../helpers/secrets/registry.ts';
import { expertFormat, textAt, xml } from '../../../../helpers/systems/expert/format.ts';
import { anything, userDocument, usersDocument } from '../../../../helpers/systems/expert/schemas.ts';
import { Seeded } from '../../seeded.ts';

const XML = 'application/xml; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';

/** Returns the value as a plain object. `undefined` if it cannot be read. */
function read(text: string, type = XML): unknown {
  const parsed = expertFormat.parse(text, type);
  return parsed === undefined ? undefined : (JSON.parse(JSON.stringify(parsed.value)) as unknown);
}

const AS_XML = `<?xml-stylesheet type='text/xsl' href='https://help.acme.example/error.xslt'?>
<users count="2" querycount="2" href="https://help.acme.example/@api/deki/users?a=1&amp;b=2">
  <user id="7" anonymous="false">
    <username>k&#xfc;&lt;n&gt;&amp;turn-1</username>
    <fullname><![CDATA[Keyturn <test> & user]]> (free)</fullname>
    <email hidden="true"/>
    <status>Active</status>
    <license.seat owner="false">true</license.seat>
    <language/>
    <permissions.user>
      <operations mask="15">LOGIN,BROWSE</operations>
      <role id="2" href="https://help.acme.example/@api/deki/site/roles/2">Viewer</role>
    </permissions.user>
    <permissions.effective><operations mask="15">LOGIN, browse,READ</operations></permissions.effective>
  </user>
  <user id="8"><username>keyturn-2</username></user>
</users>`;
const AS_JSON = {
  '@count': '2',
  '@querycount': '2',
  '@href': 'https://help.acme.example/@api/deki/users?a=1&b=2',
  user: [
    {
      '@id': '7',
      '@anonymous': 'false',
      username: 'kü<n>&turn-1',
      fullname: 'Keyturn <test> & user (free)',
      email: { '@hidden': 'true' },
      status: 'Active',
      'license.seat': { '@owner': 'false', '#text': 'true' },
      language: '',
      'permissions.user': {
        operations: { '@mask': '15', '#text': 'LOGIN,BROWSE' },
        role: { '@id': '2', '@href': 'https://help.acme.example/@api/deki/site/roles/2', '#text': 'Viewer' },
      },
      'permissions.effective': { operations: { '@mask': '15', '#text': 'LOGIN, browse,READ' } },
    },
    { '@id': '8', username: 'keyturn-2' },
  ],
};

test.describe('a document', () => {
  test('is the same value in XML and in JSON', () => {
    expect(read(AS_XML)).toEqual(AS_JSON);
    expect(read(JSON.stringify(AS_JSON), JSON_TYPE)).toEqual(AS_JSON);
  });

  test('is parsed into the same users by the schemas', () => {
    const [first, second] = usersDocument.parse(expertFormat.parse(AS_XML, XML)?.value);
    expect(first).toEqual({
      id: 7,
      username: 'kü<n>&turn-1',
      fullname: 'Keyturn <test> & user (free)',
      email: undefined,
      status: 'active',
      seated: true,
      role: 'Viewer',
      operations: expect.arrayContaining(['LOGIN', 'BROWSE', 'READ']) as unknown,
    });
    expect(second).toEqual({
      id: 8,
      username: 'keyturn-2',
      fullname: undefined,
      email: undefined,
      status: undefined,
      seated: undefined,
      role: undefined,
      operations: [],
    });
    expect(usersDocument.parse(AS_JSON)).toEqual([first, second]);
  });

  test('has texts at its paths of names, and none elsewhere', () => {
    const [first] = AS_JSON.user;
    expect(textAt(first, '@id')).toBe('7');
    expect(textAt(first, 'license.seat')).toBe('true');
    expect(textAt(first, 'permissions.user', 'role')).toBe('Viewer');
    expect(textAt(first, 'permissions.user', 'role', '@id')).toBe('2');
    expect(textAt({ seen: false, count: 0 }, 'seen')).toBe('false');
    expect(textAt({ seen: false, count: 0 }, 'count')).toBe('0');
    expect(textAt(first, 'language')).toBe('');
    for (const names of [['email'], ['permissions.user'], ['groups'], ['groups', 'x'], ['@id', 'x']])
      expect(textAt(first, ...names)).toBeUndefined();
    expect(textAt(undefined, 'x')).toBeUndefined();
  });

  const VALUES: [title: string, text: string, value: unknown][] = [
    ['with an XML declaration', '<?xml version="1.0" encoding="utf-8"?>\n<a>x</a>', 'x'],
    ['with a byte order mark', '\ufeff<a>x</a>', 'x'],
    ['with both', '\ufeff<?xml version="1.0"?><a>x</a>', 'x'],
    [
      'with a style sheet, which is not fetched',
      "<?xml-stylesheet href='http://127.0.0.1:1/x'?><a>x</a>",
      'x',
    ],
    ['with comments', '<!-- a --><a>x<!-- b -->y</a><!-- c -->', 'xy'],
    ['with CDATA', '<a><![CDATA[<b>&amp;</b>]]></a>', '<b>&amp;</b>'],
    ['that is empty', '<a/>', ''],
    ['that is empty, with two tags', '<a></a>', ''],
    ['of spaces, which are kept', '<a>  </a>', '  '],
    ['of a number, which is a string', '<a><b>007</b></a>', { b: '007' }],
    ['of one element', '<a><b>1</b></a>', { b: '1' }],
    ['of an element that repeats', '<a><b>1</b><b/><b c="2"/></a>', { b: ['1', '', { '@c': '2' }] }],
    ['of an element that repeats between others', '<a><b>1</b><c/><b>2</b></a>', { b: ['1', '2'], c: '' }],
    ['of an attribute and an element with the same name', '<a b="1"><b>2</b></a>', { '@b': '1', b: '2' }],
    ['of text and elements', '<a>x<b>1</b>y</a>', { b: '1', '#text': 'xy' }],
    ['of character references', '<a>&#65;&#x1F596;&quot;&apos;</a>', 'A🖖"\''],
  ];
  for (const [title, text, value] of VALUES) {
    test(title, () => expect(read(text)).toEqual(value));
  }

  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length']) {
    test(`with an element called ${name} pollutes nothing`, () => {
      const once = expertFormat.parse(
        `<user id="7"><username>a</username><${name}>x</${name}></user>`,
        XML,
      )?.value;
      expect(Object.keys(once as object)).toEqual(['@id', 'username', name]);
      expect(userDocument.parse(once)).toMatchObject({ id: 7, username: 'a' });
      const twice = expertFormat.parse(`<a><${name}><role>Admin</role></${name}><${name}/></a>`, XML)?.value;
      expect((twice as Record<string, unknown>)[name]).toHaveLength(2);
      for (const probe of ['x', 'role', '@id']) expect(probe in {}, probe).toBe(false);
    });
  }

  test('in JSON pollutes nothing either, and adds no field to a user', () => {
    const text =
      '{"@id":"7","username":"a","__proto__":{"status":"active","fullname":"x"},"constructor":{"prototype":1}}';
    const user = userDocument.parse(expertFormat.parse(text, JSON_TYPE)?.value);
    expect(user).toMatchObject({ id: 7, username: 'a', fullname: undefined, status: undefined });
    expect('status' in {}).toBe(false);
  });

  for (const [title, text] of [
    ['no users', '<users/>'],
    ['an empty user', '<users count="0"><user/></users>'],
    ['only a count', '<users count="3"/>'],
  ] as const) {
    test(`with ${title} is an empty list`, () => {
      expect(usersDocument.parse(expertFormat.parse(text, XML)?.value)).toEqual([]);
    });
  }

  for (const id of ['', '-1', '1.5', '12345678901', '7x', 'current', ' 7']) {
    test(`with the user ID “${id}” does not match the schema`, () => {
      expect(userDocument.safeParse({ '@id': id, username: 'a' }).success).toBe(false);
    });
  }
});

test.describe('plain text', () => {
  for (const text of ['5_633989425145407260_d70b', '{"a":1}', '<a/>', 'resource not found', '  \n']) {
    test(`is not parsed: ${inspect(text)}`, () => {
      for (const type of ['text/plain', TEXT, 'TEXT/PLAIN'])
        expect(expertFormat.parse(text, type)).toEqual({ value: text });
    });
  }

  test('is empty if the body is empty, whatever its type', () => {
    for (const type of ['', TEXT, XML, JSON_TYPE, 'text/html'])
      expect(expertFormat.parse('', type)).toEqual({ value: '' });
    for (const text of ['', ' \r\n', '""', 'null', '<user/>', '<user>\n</user>'])
      expect(expertFormat.isEmpty(text), text).toBe(true);
    for (const text of ['x', '<user id="7"/>', '<user><nick/></user>', '{}'])
      expect(expertFormat.isEmpty(text), text).toBe(false);
  });
});

test.describe('not readable:', () => {
  const bomb = ['<!DOCTYPE l [<!ENTITY l0 "lol">'];
  for (let level = 1; level < 12; level++)
    bomb.push(`<!ENTITY l${String(level)} "${`&l${String(level - 1)};`.repeat(10)}">`);
  bomb.push(']><l>&l11;</l>');

  const UNREADABLE: [title: string, text: string][] = [
    [
      'a page of HTML 5',
      '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"></head><body><p>x<br>y</body></html>',
    ],
    ['a well-formed page', '<html><body><h1>404</h1></body></html>'],
    ['a page in capitals', '<HTML><BODY/></HTML>'],
    ['XHTML', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>'],
    ['a sentence', 'resource not found'],
    ['a token', '5_633989425145407260_d70b'],
    ['a document that is truncated in an element', '<user id="7"><username>keyturn-1</usern'],
    ['a document that is truncated between elements', '<user id="7"><username>keyturn-1</username>'],
    ['a document that is truncated in a tag', '<user id="7'],
    ['truncated JSON', '{"user":{"@id":"7"'],
    ['elements that overlap', '<a><b></a></b>'],
    ['two documents', '<a/><b/>'],
    ['text after the document', '<a/>x'],
    ['text before the document', 'x<a/>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['a prefix without a namespace', '<a:b>x</a:b>'],
    ['an entity that the document defines', '<!DOCTYPE a [<!ENTITY x "boo">]><a>&x;</a>'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['nested entities that expand without bound', bomb.join('')],
    ['an element nested in 51 others', `${'<a>'.repeat(52)}x${'</a>'.repeat(52)}`],
    ['an element nested in thousands of others', `${'<a>'.repeat(5000)}x${'</a>'.repeat(5000)}`],
    ['thousands of unclosed elements', '<a>'.repeat(5000)],
    ['thousands of unclosed comments', '<!--'.repeat(50_000)],
    ['thousands of unclosed CDATA sections', `<a>${'<![CDATA['.repeat(50_000)}`],
    ['thousands of angle brackets', '<'.repeat(50_000)],
  ];
  for (const [title, text] of UNREADABLE) {
    test(title, () => {
      for (const type of [XML, JSON_TYPE, 'text/html; charset=utf-8', ''])
        expect(expertFormat.parse(text, type)).toBeUndefined();
    });
  }

  test('50 levels, in contrast, are readable', () => {
    expect(expertFormat.parse(`${'<a>'.repeat(51)}x${'</a>'.repeat(51)}`, XML)).toBeDefined();
  });

  test('a file or URL in a document is not fetched', () => {
    const file = test.info().outputPath('passwd');
    writeFileSync(file, 'root-of-all-evil');
    for (const url of [pathToFileURL(file).href, 'http://127.0.0.1:1/x']) {
      for (const text of [
        `<!DOCTYPE a [<!ENTITY x SYSTEM "${url}">]><a>&x;</a>`,
        `<!DOCTYPE a [<!ENTITY % x SYSTEM "${url}"> %x;]><a>y</a>`,
        `<!DOCTYPE a SYSTEM "${url}"><a>y</a>`,
        `<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include parse="text" href="${url}"/></a>`,
      ]) {
        expect(JSON.stringify(read(text) ?? '')).not.toContain('root-of-all-evil');
      }
    }
  });

  test('random input is read or rejected, and never throws', () => {
    const seeded = new Seeded(7);
    const pieces = [
      '<a>',
      '</a>',
      '<a ',
      'b="',
      '"',
      '/>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?x',
      '?>',
      '&lt;',
    ];
    const others = [
      '&',
      '<',
      '>',
      '<!DOCTYPE a [',
      ']>',
      'x',
      ' ',
      '\u0000',
      '\ud800',
      '{',
      '}',
      '[',
      '\ufeff',
    ];
    const thrown: unknown[] = [];
    for (let draw = 0; draw < 3000; draw++) {
      const text = Array.from({ length: seeded.below(12) }, () => seeded.pick([...pieces, ...others])).join(
        '',
      );
      const answer = { text, headers: { 'content-type': seeded.pick([XML, TEXT, '']) } };
      try {
        expertFormat.refusalOf(400, expertFormat.parse(text, answer.headers['content-type'])?.value);
        expertFormat.learn(answer, new SecretRegistry(), 'in a test');
      } catch (error) {
        thrown.push([text, error]);
      }
    }
    expect(thrown).toEqual([]);
  });
});

test.describe('an error', () => {
  const CLASSIC = {
    status: '403',
    title: 'Forbidden',
    message: 'Current password does not match',
    uri: 'https://help.acme.example/@api/deki/users/7/password',
  };
  const NEWER = {
    exception: 'MindTouch.Deki.Exceptions.UserCurrentPasswordIncorrectForbiddenException',
    message: 'Current password does not match',
    resource: 'System.API.Error.currentpassword-does-not-match',
    arguments: { '@count': '1', argument: 'x' },
  };
  const documentOf = (error: Record<string, unknown>) => {
    const texts = Object.entries(error).filter(([, value]) => typeof value === 'string');
    const others = 'arguments' in error ? '<arguments count="1"><argument>x</argument></arguments>' : '';
    return xml('error', Object.fromEntries(texts)).replace('</error>', `${others}</error>`);
  };

  for (const [style, error, code] of [
    ['classic', CLASSIC, 'Forbidden'],
    ['newer', NEWER, NEWER.exception],
  ] as const) {
    test(`in the ${style} style is read from XML and JSON alike`, () => {
      for (const [text, type] of [
        [documentOf(error), XML],
        [`<?xml-stylesheet type='text/xsl' href='/x'?>${documentOf(error)}`, XML],
        [JSON.stringify(error), JSON_TYPE],
      ] as const) {
        expect(expertFormat.refusalOf(403, expertFormat.parse(text, type)?.value)).toEqual({
          code,
          description: error.message,
          details: {},
        });
      }
    });
  }

  for (const [title, value] of [
    ['nothing', undefined],
    ['null', null],
    ['a string', 'resource not found'],
    ['an empty object', {}],
    ['a list', []],
    ['fields that are not strings', { exception: {}, title: ['a', 'b'], message: { '#text': 'x' } }],
    ['empty fields', { exception: '', title: '', message: '' }],
  ] as const) {
    test(`that is ${title} is named by its status`, () => {
      expect(expertFormat.refusalOf(404, value)).toEqual({ code: 'HTTP 404', description: '', details: {} });
    });
  }
});

test.describe('xml()', () => {
  test('escapes characters that have a meaning in XML', () => {
    expect(xml('user', { '@id': 7, 'permissions.user': { role: 'A&B' } })).toBe(
      '<user id="7"><permissions.user><role>A&amp;B</role></permissions.user></user>',
    );
    expect(xml('user', { username: '<&>"\'', fullname: ']]>', email: '' })).toBe(
      '<user><username>&lt;&amp;&gt;"\'</username><fullname>]]&gt;</fullname><email></email></user>',
    );
    expect(xml('user', {})).toBe('<user/>');
  });

  for (const character of ['\u0000', '\u0001', '\u001b', '\r', '\ufffe', '\uffff', '\ud800', '\udc00x']) {
    test(`refuses ${JSON.stringify(character)}, which XML cannot contain, and does not quote the text`, () => {
      expect(() => xml('user', { username: 'a', fullname: `Quartz${character}` })).toThrow(
        new TypeError('The element “fullname” contains a character that is not allowed in XML'),
      );
    });
  }

  test('does not let a text add an element', () => {
    const username = 'a</username><permissions.user><role>Admin</role></permissions.user><username>';
    expect(read(xml('user', { username }))).toEqual({ username });
  });

  test('writes texts that are read back unchanged', () => {
    const seeded = new Seeded(20261122);
    const alphabet = 'abcXYZ019 <>&"\'/=![]-?;#%+äß€日🖖\t\n';
    for (let draw = 0; draw < 500; draw++) {
      const fields = {
        username: `x${seeded.text(alphabet, seeded.below(20))}`,
        fullname: `y${seeded.text(alphabet, 5)}`,
      };
      expect(read(xml('user', fields))).toEqual(fields);
    }
  });
});

test.describe('the registry learns', () => {
  // Built at run time, so that it is in no file.
  const TOKEN = ['5', '633989425145407260', 'd70b'.repeat(8)].join('_');

  function after(text: string, headers: Record<string, string> = {}): SecretRegistry {
    const registry = new SecretRegistry();
    expertFormat.learn({ text, headers }, registry, 'in a test');
    return registry;
  }

  for (const [title, text, type] of [
    ['in the body of a sign-in', TOKEN, TEXT],
    ['with a line break after it', `${TOKEN}\r\n`, TEXT],
    ['in quotes', `"${TOKEN}"`, JSON_TYPE],
    ['in an element', `<token>${TOKEN}</token>`, XML],
    ['in a field of XML', `<a><authtoken>${TOKEN}</authtoken></a>`, XML],
    ['in a field of JSON', JSON.stringify({ a: [{ authtoken: TOKEN }] }), JSON_TYPE],
    ['in a body with the wrong content type', TOKEN, 'text/html; charset=utf-8'],
    ['in a body with the content type of XML', TOKEN, XML],
    ['in a body without a content type', TOKEN, ''],
  ] as const) {
    test(`a token ${title}`, () => {
      const registry = after(text, type === '' ? {} : { 'content-type': type });
      expect(registry.redact(`token ${TOKEN}.`)).toBe('token [redacted access token].');
    });
  }

  for (const name of ['x-authtoken', 'x-deki-token', 'x-deki-session']) {
    test(`a token in the header ${name}`, () => {
      expect(after('', { [name]: TOKEN }).find(TOKEN)).toEqual(['access token']);
    });
  }

  test('a password in a field with such a name', () => {
    const password = TOKEN.slice(-20);
    for (const name of ['password', 'currentpassword', 'accountpassword'])
      expect(after(`<a><${name}>${password}</${name}></a>`, { 'content-type': XML }).find(password)).toEqual([
        'password',
      ]);
  });

  for (const [title, text, type] of [
    ['a sentence', 'No wiki exists at host help.acme.example', TEXT],
    ['a short word', 'OK', TEXT],
    ['a long word without a digit', 'authentication_required', TEXT],
    ['a word of fifteen characters', 'Unauthorized401', TEXT],
    [
      'an error in XML',
      '<error><message>Unauthorized-in-one-word</message><title>Unauthorized</title></error>',
      XML,
    ],
    ['an error in JSON', '{"message":"Unauthorized-in-one-word","title":"Unauthorized"}', JSON_TYPE],
    ['a truncated error in JSON', '{"message":"Unauthorized-in-one-word"', JSON_TYPE],
    ['a web page in one line', '<html><body>Unauthorized-in-one-word</body></html>', 'text/html'],
    [
      'a web page with the content type of plain text',
      '<html><body>Unauthorized-in-one-word</body></html>',
      TEXT,
    ],
    ['a truncated web page', '<html><body>Unauthorized', 'text/html'],
    ['the information that there is a password', '<user><password exists="true"/></user>', XML],
    ['a header that is a sentence', '', ''],
  ] as const) {
    test(`not ${title}`, () => {
      const registry = new SecretRegistry();
      const learned: string[] = [];
      registry.onLearn = (value) => learned.push(value);
      const headers = { 'content-type': type, 'x-deki-session': 'none, because no one is signed in' };
      expertFormat.learn({ text, headers }, registry, 'in a test');
      expect(learned).toEqual([]);
    });
  }
});

test('a web page comes from an interceptor, unless it has the service’s own headers', () => {
  const page = (headers: Record<string, string>) =>
    new Exchange(
      {} as ExchangeRecord,
      { status: 403, headers: { 'content-type': 'text/html', ...headers }, text: '<html></html>' },
      anything,
      expertFormat,
    );
  expect(page({}).isFromService).toBe(false);
  expect(page({ 'x-deki-site': 'id="default"' }).isFromService).toBe(true);
  expect(page({ 'x-deki-site': 'id="default"', 'cf-mitigated': 'challenge' }).isFromService).toBe(false);
});
