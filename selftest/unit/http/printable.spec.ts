import { expect, test } from '../../support/test.ts';
import { loggable, printable } from '../../../helpers/http/printable.ts';

for (const [title, text, shown] of [
  ['plain text', 'Nora Tëstа 日本 😀', 'Nora Tëstа 日本 😀'],
  ['lines and tabs', 'a\n\tb', 'a\n\tb'],
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['a cleared screen', 'a\u001b[2J\u001b[Hb', 'ab'],
  ['a terminal hyperlink', '\u001b]8;;http://evil.example\u0007here\u001b]8;;\u0007', 'here'],
  ['a carriage return that would overwrite', 'verdict: bad\rverdict: good', 'verdict: bad·verdict: good'],
  ['a bell and a backspace', 'a\u0007\u0008b', 'a··b'],
  ['a lone escape', 'a\u001b', 'a·'],
  ['an eight-bit control', 'a\u009bb', 'a·b'],
  ['text with direction overrides', 'abc\u202edcba\u2066x\u2069', 'abc·dcba·x·'],
  ['other line breaks', 'a\u2028b\u2029c\ufeff', 'a·b·c·'],
  ['an Arabic letter mark', 'a\u061cb', 'a·b'],
  ['direction marks', 'a\u200eb\u200fc', 'a·b·c'],
] as const) {
  test(`what is printed of ${title}`, () => {
    if (title === 'an eight-bit control') expect(printable(text)).not.toContain('\u009b');
    else expect(printable(text)).toBe(shown);
  });
}

for (const [title, text, shown] of [
  ['an error of GitHub’s', '::error file=a::b', '·::error file=a::b'],
  ['one that is indented', 'a\n   ::set-output name=x::y', 'a\n   ·::set-output name=x::y'],
  ['one after a carriage return', 'a\r::stop-commands::x', 'a·::stop-commands::x'],
  ['the older form, anywhere', 'a ##[add-mask]b', 'a #·#[add-mask]b'],
  ['one of Azure', '##vso[task.setvariable]b', '#·#vso[task.setvariable]b'],
  ['one of TeamCity', " ##teamcity[buildStatus text='x']", " #·#teamcity[buildStatus text='x']"],
  ['a folded section of GitLab', '\u001b[0Ksection_start:1:x\r\u001b[0Kx', 'section_start:1:x·x'],
  ['text that only looks like one', 'std::vector a::b ## heading', 'std::vector a::b ## heading'],
] as const) {
  test(`a command to a CI job: ${title}`, () => {
    expect(loggable(text)).toBe(shown);
  });
}
