import { expect, test } from '../../support/test.ts';
import { readArguments } from '../../../helpers/gate/arguments.ts';

const mistakeIn = (...words: string[]) => {
  const read = readArguments(words);
  return read.ok ? undefined : read.mistake.split('\n')[0];
};

test('only the tenant is required', () => {
  expect(readArguments(['--tenant', 'acme'])).toEqual({
    ok: true,
    question: {
      tenant: 'acme',
      maxAgeMs: 86_400_000,
      command: 'contract',
      commit: undefined,
      allow: [],
      places: [],
    },
    json: false,
    dryRun: false,
  });
});

test('everything can be said', () => {
  const words =
    '--tenant=acme --max-age 90m --command start --commit ABCDEF0 --allow blocked,incomplete a b --json --dry-run';
  expect(readArguments(words.split(' '))).toEqual({
    ok: true,
    question: {
      tenant: 'acme',
      maxAgeMs: 5_400_000,
      command: 'start',
      commit: 'abcdef0',
      allow: ['blocked', 'incomplete'],
      places: ['a', 'b'],
    },
    json: true,
    dryRun: true,
  });
});

test('each mistake is named', () => {
  expect(mistakeIn()).toContain('--tenant is missing');
  const given = (...words: string[]) => mistakeIn('--tenant', 'acme', ...words);
  expect(given('--max-age', '24')).toBe(
    '--max-age must be a number with s, m, h or d, such as 30m, 24h or 7d.',
  );
  expect(given('--command', 'sweep')).toBe('--command must be contract or start.');
  expect(given('--commit', 'main')).toContain('--commit must be the hash of a commit');
  expect(given('--allow', 'anything')).toBe('--allow must be blocked or incomplete.');
  expect(given('--allow', 'non-conformant')).toBe(
    '--allow must be blocked or incomplete. A broken contract is never accepted.',
  );
});
