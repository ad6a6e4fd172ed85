import { expect, test } from '../../support/test.ts';
import { typeInto } from '../../../helpers/setup/prompts/hidden-line.ts';

const typed = (...keys: string[]) =>
  keys.reduce<ReturnType<typeof typeInto>>((line, each) => typeInto(line, each), {
    text: '',
    state: 'typing',
  });

test.describe('a line that is not shown', () => {
  for (const [title, keys, line] of [
    ['what is typed', ['a', 'b c', '\r'], { text: 'ab c', state: 'done' }],
    ['what is pasted, with its line break', ['abc\n'], { text: 'abc', state: 'done' }],
    ['a bracketed paste', ['\u001b[200~abc\u001b[201~', '\r'], { text: 'abc', state: 'done' }],
    ['backspace', ['abd', '\u007f', 'c', '\b\b', '\r'], { text: 'a', state: 'done' }],
    [
      'backspace after a character outside of the basic plane',
      ['a🔑', '\u007f\r'],
      { text: 'a', state: 'done' },
    ],
    ['Ctrl-U', ['abc\u0015d\r'], { text: 'd', state: 'done' }],
    ['arrows and other control keys', ['a\u001b[D\u001bOCb\t\u0001\r'], { text: 'ab', state: 'done' }],
    ['Ctrl-C', ['abc\u0003'], { text: '', state: 'cancelled' }],
    ['Ctrl-D without a line', ['\u0004'], { text: '', state: 'cancelled' }],
    ['Ctrl-D within a line', ['a\u0004b\r'], { text: 'ab', state: 'done' }],
    ['an unfinished line', ['abc'], { text: 'abc', state: 'typing' }],
  ] as [string, string[], ReturnType<typeof typeInto>][]) {
    test(title, () => expect(typed(...keys)).toEqual(line));
  }
});
