import { expect, test } from '../../support/test.ts';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';
import { redactMessage } from '../../../helpers/secrets/worker-output.ts';

const SECRET = 'Quartz-Mellow.77';

function registry(): SecretRegistry {
  const known = new SecretRegistry();
  known.learn(SECRET, 'password', 'a test');
  return known;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const decoded = (text: unknown) => Buffer.from(String(text), 'base64').toString();

interface Attached {
  params: { attachments: { body?: string; path?: string; name: string }[] };
}

function attach(attachment: { body?: string; path?: string; contentType: string }) {
  const message = { method: 'testEnd', params: { attachments: [{ name: 'notes', ...attachment }] } };
  const sent = redactMessage(message, registry()) as Attached;
  return sent.params.attachments[0] ?? { name: 'none' };
}

test('every string of a message is redacted, except for identifiers and paths', () => {
  const message = {
    method: 'stepEnd',
    params: {
      testId: SECRET,
      stepId: `pw:api@${SECRET}`,
      title: `Fill "${SECRET}"`,
      error: { message: `typed ${SECRET}`, stack: [`at ${SECRET}`], value: null },
      location: { file: `/x/${SECRET}.ts`, line: 3 },
      flags: [true, undefined, 7],
    },
  };
  expect(redactMessage(message, registry())).toEqual({
    method: 'stepEnd',
    params: {
      testId: SECRET,
      stepId: `pw:api@${SECRET}`,
      title: 'Fill "[redacted password]"',
      error: { message: 'typed [redacted password]', stack: ['at [redacted password]'], value: null },
      location: { file: `/x/${SECRET}.ts`, line: 3 },
      flags: [true, undefined, 7],
    },
  });
  expect(message.params.title).toBe(`Fill "${SECRET}"`);
});

for (const contentType of [
  'text/plain',
  'application/json',
  'text/markdown',
  'image/svg+xml',
  'text/html; charset=utf-8',
]) {
  test(`the body of an attachment of type ${contentType} is redacted`, () => {
    const { body } = attach({ contentType, body: base64(`é ${SECRET} 漢`) });
    expect(decoded(body)).toBe('é [redacted password] 漢');
  });
}

test('a picture is sent unchanged', () => {
  const body = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0xfe]).toString('base64');
  expect(attach({ contentType: 'image/png', body }).body).toBe(body);
});

test('text that is attached without the content type of text is redacted', () => {
  // The result of `testInfo.attach('notes', { body: buffer })`.
  const { body } = attach({ contentType: 'application/octet-stream', body: base64(`my ${SECRET}`) });
  expect(decoded(body)).not.toContain(SECRET);
});

test('a secret in a colored diff inside an attached JSON is redacted', () => {
  const detail = 'Expected: "\u001b[7mQuartz\u001b[27m-Mellow.77"';
  const { body } = attach({ contentType: 'application/json', body: base64(JSON.stringify({ detail })) });
  const plain = stripVTControlCharacters((JSON.parse(decoded(body)) as { detail: string }).detail);
  expect(plain).not.toContain(SECRET);
});

test('an attached JSON is still JSON', () => {
  const { body } = attach({
    contentType: 'application/json',
    body: base64(JSON.stringify({ requestBody: JSON.stringify({ password: SECRET }), password: 'un"known' })),
  });
  expect(Object.keys(JSON.parse(decoded(body)) as object)).toEqual(['requestBody', 'password']);
  expect(decoded(body)).not.toContain('known');
});

test('chunks of the standard streams are redacted', () => {
  const sent = redactMessage({ method: 'stdOut', params: { buffer: base64(`${SECRET}\n`) } }, registry());
  expect(decoded((sent as { params: { buffer: string } }).params.buffer)).toBe('[redacted password]\n');
  const text = redactMessage({ method: 'stdErr', params: { text: `${SECRET}\n` } }, registry());
  expect(text).toEqual({ method: 'stdErr', params: { text: '[redacted password]\n' } });
});

test('a text file that is attached by its path is rewritten', ({}, testInfo) => {
  mkdirSync(testInfo.outputDir, { recursive: true });
  const path = testInfo.outputPath('error-context.md');
  writeFileSync(path, `# Page\n\n- textbox: ${SECRET}\n`);
  expect(attach({ contentType: 'text/markdown', path }).path).toBe(path);
  expect(readFileSync(path, 'utf8')).toBe('# Page\n\n- textbox: [redacted password]\n');
});

test('a text file that cannot be redacted is removed', ({}, testInfo) => {
  mkdirSync(testInfo.outputDir, { recursive: true });
  const path = testInfo.outputPath('notes.txt');
  writeFileSync(path, SECRET);
  class Broken extends SecretRegistry {
    override redact(): string {
      throw new Error('too large');
    }
  }
  redactMessage({ method: 'x', params: { name: 'n', contentType: 'text/plain', path } }, new Broken());
  expect(existsSync(path) ? readFileSync(path, 'utf8') : '').not.toContain(SECRET);
});

test('a missing file does no harm', ({}, testInfo) => {
  const path = testInfo.outputPath('missing.txt');
  expect(attach({ contentType: 'text/plain', path }).path).toBe(path);
});

test('text that cannot be redacted is withheld', () => {
  class Broken extends SecretRegistry {
    override redact(): string {
      throw new RangeError('too large');
    }
  }
  expect(redactMessage({ method: 'x', params: { title: SECRET } }, new Broken())).toEqual({
    method: 'x',
    params: { title: '[withheld: it could not be redacted]' },
  });
});

test("the runner's own environment message is sent unchanged", () => {
  const message = { method: '__env_produced__', params: [['KEY', SECRET]] };
  expect(redactMessage(message, registry())).toBe(message);
});

for (const odd of [undefined, null, 7, 'text']) {
  test(`a message that is ${String(odd)} is sent unchanged`, () =>
    expect(redactMessage(odd, registry())).toBe(odd));
}
