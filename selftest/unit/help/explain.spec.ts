import { expect, test } from '../../support/test.ts';
import { explain, helpSections } from '../../../helpers/help/explain.ts';
import { HELP_TOPICS } from '../../../helpers/help/topics.ts';

test('docs/help.md has a section for each topic, in the same order, with a title and what to do', () => {
  const sections = helpSections();
  expect(sections.map(({ topic }) => topic)).toEqual([...HELP_TOPICS]);
  for (const { topic, title, body } of sections) {
    expect(title, topic).toMatch(/^[A-Z].*\.$/);
    expect(body, topic).toMatch(/^1\. /m);
  }
});

test('a section names only topics that exist', () => {
  for (const { topic, body } of helpSections())
    for (const [, named] of body.matchAll(/[Ss]ee `([a-z-]+)`/g)) expect(HELP_TOPICS, topic).toContain(named);
});

test('no line that could be wrapped is wider than a terminal, and no Markdown remains', () => {
  for (const topic of HELP_TOPICS) {
    const explained = explain(topic);
    const text = explained.ok ? explained.text : '';
    expect(text, topic).not.toMatch(/\*\*|`|^#/m);
    for (const line of text.split('\n'))
      if (!/^ {4}.*=/.test(line)) expect(line.length, line).toBeLessThanOrEqual(100);
  }
});

test('a topic is found in any case and with underscores', () => {
  const expected = explain('oauth-client');
  expect(expected.ok && expected.text).toContain('Identifier');
  expect(explain(' OAuth_Client ')).toEqual(expected);
});

for (const [requested, suggestion] of [
  ['oauth', 'Did you mean oauth-client?'],
  ['two-facter', 'Did you mean two-factor?'],
  ['certificats', 'Did you mean certificates?'],
] as const)
  test(`an unknown topic suggests a similar one, and lists all: ${requested}`, () => {
    const { message } = explain(requested) as { message: string };
    expect(message).toContain(`Unknown code "${requested}". ${suggestion}`);
    for (const topic of HELP_TOPICS) expect(message).toContain(`\n  ${topic} `);
  });

test('what is like no topic gets the list alone', () => {
  expect(explain('')).toMatchObject({ ok: false });
  expect((explain('xyzzyxyzzy') as { message: string }).message).not.toContain('Did you mean');
});
