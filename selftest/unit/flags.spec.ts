import { expect, test } from '@playwright/test';
import { readFlags } from '../../helpers/flags.ts';

const KINDS = { '--json': 'switch', '--tenant': 'value', '--allow': 'list' } as const;

const mistakeIn = (...words: string[]) => {
  const read = readFlags(words, KINDS);
  return read.ok ? undefined : read.mistake;
};

test('flags, their values, and other words are told apart', () => {
  const words = ['a', '--json', 'b', '--tenant=acme', '--allow', 'x', '--allow=y=z', 'c'];
  const read = readFlags(words, KINDS);
  if (!read.ok) throw new Error(read.mistake);
  const { flags } = read;
  expect([flags.has('--json'), flags.value('--tenant'), flags.values('--allow'), flags.words]).toEqual([
    true,
    'acme',
    ['x', 'y=z'],
    ['a', 'b', 'c'],
  ]);
});

test('nothing is nothing', () => {
  const read = readFlags([], KINDS);
  if (!read.ok) throw new Error(read.mistake);
  const { flags } = read;
  expect([flags.has('--json'), flags.value('--tenant'), flags.values('--allow'), flags.words]).toEqual([
    false,
    undefined,
    [],
    [],
  ]);
});

test('each mistake is named', () => {
  expect(mistakeIn('--tennant', 'acme')).toBe('Unknown flag --tennant. Did you mean --tenant?');
  expect(mistakeIn('--constructor')).toBe('Unknown flag --constructor.');
  expect(mistakeIn('-x')).toBe('Unknown flag -x.');
  expect(mistakeIn('--json=yes')).toBe('--json takes no value.');
  expect(mistakeIn('--tenant')).toBe('--tenant needs a value.');
  expect(mistakeIn('--tenant=')).toBe('--tenant needs a value.');
  expect(mistakeIn('--tenant', '--json')).toBe('--tenant needs a value.');
  expect(mistakeIn('--tenant', 'a', '--tenant', 'b')).toBe('--tenant was given twice.');
});
