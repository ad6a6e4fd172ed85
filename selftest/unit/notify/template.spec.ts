import { expect, test } from '../../support/test.ts';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { factsOf } from '../../../helpers/notify/facts.ts';
import { fillTemplate, PLACEHOLDERS, readTemplate } from '../../../helpers/notify/template.ts';
import { PROJECT } from '../../../helpers/machine/project.ts';
import { messageOf } from '../../../helpers/verdict/errors.ts';
import { cellWith, recordWith } from '../record/records.ts';

const FACTS = factsOf(
  recordWith([cellWith(), cellWith({ address: 'zendesk/notebook/06', status: 'non-conformant' })], {
    verdict: 'non-conformant',
    exitCode: 1,
  }),
);

function fileWith(content: string | Buffer): string {
  mkdirSync(test.info().outputDir, { recursive: true });
  const file = test.info().outputPath('template.json');
  writeFileSync(file, content);
  return file;
}

/** Reads and fills a template. */
const filled = (template: unknown, link?: string) =>
  fillTemplate(readTemplate(fileWith(JSON.stringify(template))), FACTS, link);

const mistakeIn = (content: string | Buffer) => {
  try {
    readTemplate(fileWith(content));
    return '';
  } catch (error) {
    return messageOf(error);
  }
};

test('placeholders in strings are replaced at any depth, and nothing else is', () => {
  expect(
    filled({
      text: '{sign} {tenant}: {verdict} ({exitCode}), {counts}',
      list: ['{proved}/{expected}', 3, true, null, { '{run}': '{run}' }],
      other: 'a { b } {} { run } $& $1 {{run}}',
    }),
  ).toEqual({
    text: '✗ acme.zendesk.com: non-conformant (1), 1 of 2 cells proved',
    list: ['1/2', 3, true, null, { '{run}': 'aaaaaaaaaa' }],
    other: 'a { b } {} { run } $& $1 {aaaaaaaaaa}',
  });
  expect(filled('{outcome}')).toBe('red');
});

test('a value cannot become a part of the JSON, nor a placeholder', () => {
  const title = '", "injected": "{link}';
  const facts = { ...FACTS, problems: [{ kind: 'failed' as const, address: 'zendesk/a/b', title }] };
  expect(fillTemplate({ a: '{problems}' }, facts, 'https://ci.example/')).toEqual({
    a: `failed: zendesk/a/b · ${title}`,
  });
});

test('without a link, an object of a list that is about it is left out, and no other', () => {
  const template = {
    link: '{link}',
    items: [
      { type: 'button', url: '{link}' },
      { text: 'see {link}' },
      { deeper: { url: '{link}' } },
      '{link}',
    ],
  };
  expect(filled(template)).toEqual({
    link: '',
    items: [{ text: 'see ' }, { deeper: { url: '' } }, ''],
  });
  const url = 'https://ci.example/';
  expect(filled(template, url)).toEqual({
    link: url,
    items: [{ type: 'button', url }, { text: `see ${url}` }, { deeper: { url } }, url],
  });
});

for (const [title, content, message] of [
  [
    'is not JSON',
    '{ "a": ',
    /template\.json is not JSON\.\n {2}To do: correct it; docs\/notify\.md has examples/,
  ],
  [
    'has a misspelled placeholder',
    '{"a": ["{verdcit}"]}',
    /contains the placeholder \{verdcit\}, which does not exist\.\n {2}To do: did you mean \{verdict\}\?\n {2}Where: KEYTURN_NOTIFY_TEMPLATE\n {2}More: .* webhook/,
  ],
  ['has another placeholder', '"{sentence_of_the_run}"', /To do: use one of: text, headline, /],
  ['is in an unknown encoding', Buffer.from('{"a":"\xe4"}', 'latin1'), /is not valid UTF-8/],
] as const)
  test(`a template that ${title}`, () => {
    expect(mistakeIn(content)).toMatch(message);
  });

test('a template is nested in at most a hundred levels', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}"{run}"${']'.repeat(levels)}`;
  expect(mistakeIn(nested(100))).toBe('');
  for (const levels of [101, 200_000])
    expect(mistakeIn(nested(levels))).toMatch(
      /template\.json is nested too deeply: more than 100 levels\.\n {2}To do: remove levels/,
    );
});

test('a template in UTF-16 is read', () => {
  expect(mistakeIn(Buffer.from('\ufeff"{run}"', 'utf16le'))).toBe('');
});

test.describe('docs/notify.md', () => {
  const page = readFileSync(join(PROJECT, 'docs', 'notify.md'), 'utf8');

  test('lists every placeholder', () => {
    const listed = [...page.matchAll(/^\| `\{(\w+)\}` /gm)].map(([, name]) => name);
    expect(listed).toEqual(Object.keys(PLACEHOLDERS));
  });

  test('contains examples that work', () => {
    const examples = [...page.matchAll(/^```json\n([^]*?)^```/gm)].map(([, text = '']) => text);
    expect(examples).toHaveLength(4);
    for (const example of examples) {
      expect(mistakeIn(example)).toBe('');
      for (const link of ['', 'https://ci.example/'])
        expect(JSON.stringify(fillTemplate(JSON.parse(example) as string, FACTS, link))).not.toMatch(
          /\{\w+\}/,
        );
    }
  });
});
