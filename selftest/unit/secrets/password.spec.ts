import { expect, test } from '../../support/test.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';
import { generateDigits, generatePassword } from '../../../helpers/secrets/password.ts';
import { runScript } from '../../support/script.ts';

const DRAWS = 200;
const EMAIL = 'keyturn+abcdefghjk@example.com';

/** Checked with a filter, because an expectation for each password would take longer than generating it. */
function draws(requirements: string[]): string[] {
  const secrets = new SecretRegistry();
  return Array.from({ length: DRAWS }, () => generatePassword(requirements, secrets));
}

const mixed = (text: string) => /[a-z]/.test(text) && /[A-Z]/.test(text);
const special = (text: string) => /[^A-Za-z0-9]/.test(text);

/** The longest run of neighbours in the alphabet or among the digits, up or down, or of the same character. */
function longestSequence(text: string): number {
  let longest = 1;
  for (const step of [-1, 0, 1]) {
    let length = 1;
    for (let index = 1; index < text.length; index++) {
      const distance = text.toLowerCase().charCodeAt(index) - text.toLowerCase().charCodeAt(index - 1);
      length = distance === step ? length + 1 : 1;
      longest = Math.max(longest, length);
    }
  }
  return longest;
}

/** The levels that a tenant can choose. */
const LEVELS: Record<string, (password: string) => boolean> = {
  low: (text) => text.length >= 5 && text !== EMAIL,
  medium: (text) => text.length >= 6 && /\d/.test(text) && mixed(text) && special(text),
  high: (text) => text.length >= 6 && /\d/.test(text) && mixed(text) && special(text),
  recommended: (text) =>
    text.length >= 12 &&
    /\d/.test(text) &&
    mixed(text) &&
    special(text) &&
    !/zendesk/i.test(text) &&
    !text.toLowerCase().includes('keyturn'),
  'custom, without sequences': (text) => longestSequence(text) <= 1,
  'what a form accepts': (text) => /^[A-Za-z][\x21-\x7e]*$/.test(text) && text.length < 128,
};

for (const [level, satisfied] of Object.entries(LEVELS)) {
  test(`every password satisfies the level ${level}`, () => {
    const drawn = draws(['must be at least 5 characters', 'must be different from email address']);
    expect(drawn.filter((password) => !satisfied(password))).toEqual([]);
  });
}

for (const [sentence, shortest, longest] of [
  ['must be at least 5 characters', 5, 127],
  ['must be at least 30 characters', 30, 127],
  ['muss mindestens 30 Zeichen lang sein', 30, 127],
  ['doit contenir au moins 30 caractères', 30, 127],
  ['debe tener al menos 30 caracteres', 30, 127],
  ['30文字以上にしてください', 30, 127],
  ['must be fewer than 128 characters', 5, 127],
  ['muss weniger als 128 Zeichen haben', 5, 127],
  ['doit comporter moins de 128 caractères', 5, 127],
  ['debe tener menos de 128 caracteres', 5, 127],
  ['deve conter menos de 128 caracteres', 5, 127],
  ['128文字未満にしてください', 5, 127],
  ['must be at most 20 characters', 5, 20],
  ['must not be longer than 20 characters', 5, 20],
  ['must not exceed 16 characters', 5, 16],
  ['darf höchstens 20 Zeichen haben', 5, 20],
  ['must be between 12 and 64 characters', 12, 64],
  ['must be between 8 and 16 characters', 8, 16],
  ['must be changed every 90 days', 5, 127],
  ['must be different from your last 5 passwords', 5, 127],
  ['must include at least 2 numbers', 5, 127],
  ['may not have more than 3 characters in a row', 5, 127],
  ['must not be a password found among 1000000 breached ones', 5, 127],
  ['', 5, 127],
] as const) {
  test(`"${sentence}" is followed`, () => {
    const drawn = draws([sentence, 'must be at least 5 characters']);
    expect(drawn.filter(({ length }) => length < shortest || length > longest)).toEqual([]);
  });
}

test('the sentences of a strict tenant are followed together', () => {
  const passwords = draws([
    'must be at least 12 characters',
    'must be fewer than 128 characters',
    'must include letters in mixed case and numbers',
    'must include a character that is not a letter or number',
    'must not contain sequences of more than 3 letters or numbers',
    'must not resemble your email address',
  ]);
  const satisfied = (password: string) =>
    LEVELS['recommended']?.(password) === true && password.length < 128 && longestSequence(password) <= 3;
  expect(passwords.filter((password) => !satisfied(password))).toEqual([]);
});

test('every password is different, and is learned at once', () => {
  const secrets = new SecretRegistry();
  const passwords = Array.from({ length: DRAWS }, () => generatePassword([], secrets));
  expect(new Set(passwords).size).toBe(DRAWS);
  for (const password of passwords.slice(0, 5)) expect(secrets.find(password)).toEqual(['password']);
});

for (const sentence of ['must be fewer than 8 characters', 'must be at most 8 characters']) {
  test(`"${sentence}" does not loop endlessly`, () => {
    const { stdout, stderr, signal } = runScript(`
      const { generatePassword } = await load('./helpers/secrets/password.ts');
      const { SecretRegistry } = await load('./helpers/secrets/registry.ts');
      console.log(generatePassword([${JSON.stringify(sentence)}], new SecretRegistry()).length);
    `);
    expect(signal, 'it had to be killed').toBeNull();
    expect(Number(stdout), stderr).toBeGreaterThanOrEqual(5);
    expect(Number(stdout)).toBeLessThanOrEqual(8);
  });
}

test('a password of digits is not a time, and is known as a secret', () => {
  const secrets = new SecretRegistry();
  const drawn = Array.from({ length: DRAWS }, () => generateDigits(secrets));
  expect(drawn.filter((password) => !/^[2-9]{16}$/.test(password))).toEqual([]);
  expect(new Set(drawn).size).toBe(DRAWS);
  expect(secrets.redact(`sent ${drawn[0] ?? ''}`)).toBe('sent [redacted password]');
});
