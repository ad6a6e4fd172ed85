import { expect, test } from '../support/test.ts';
import { wrap } from '../../helpers/wrap.ts';

test('lines are wrapped between words, and aligned behind a label or a number', () => {
  expect(wrap('The host is not listed in the settings.\n  To do: add it there, and start again', 26)).toBe(
    ['The host is not listed in', 'the settings.', '  To do: add it there, and', '         start again'].join(
      '\n',
    ),
  );
  expect(wrap('  10. one two three', 14)).toBe('  10. one two\n      three');
});

test('in a narrow column, lines are only indented', () => {
  expect(wrap('  Where: Admin Center', 14)).toBe('  Where: Admin\n  Center');
});

test('a long word is not broken, and neither is anything in a log', () => {
  expect(wrap('see https://acme.zendesk.com/admin now', 10)).toBe('see\nhttps://acme.zendesk.com/admin\nnow');
  const long = 'word '.repeat(100);
  expect(wrap(long, Infinity)).toBe(long);
});
