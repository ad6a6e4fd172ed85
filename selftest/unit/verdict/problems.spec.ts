import { expect, test } from '../../support/test.ts';
import { problemsOf } from '../../../helpers/preflight/requirements.ts';
import { reportOn } from '../../../helpers/sign-in/page-report.ts';
import { describeMistakes } from '../../../helpers/settings/mistake.ts';
import { describe } from '../../../helpers/verdict/errors.ts';
import { problemsIn } from '../../../helpers/verdict/problems.ts';

const REMEDY = {
  remedy: 'turn it on',
  where: 'Settings > Security',
  who: 'the owner',
  undo: 'turn it off',
  help: 'passwords-setting',
} as const;

test('a problem is read back with everything that a person can do', () => {
  expect(problemsIn(`Blocked: ${describe('It is off.', REMEDY)}`)).toEqual([
    { sentence: 'It is off.', text: describe('It is off.', REMEDY), ...REMEDY },
  ]);
});

test('a message without a remedy is one problem, however many lines it has', () => {
  expect(problemsIn('Error: GET /x as admin answered 500\n  response: 500 (empty body)')).toEqual([
    {
      sentence: 'GET /x as admin answered 500',
      text: 'GET /x as admin answered 500\n  response: 500 (empty body)',
    },
  ]);
  expect(problemsIn('One line.')).toEqual([{ sentence: 'One line.' }]);
  expect(problemsIn('')).toEqual([{ sentence: 'There is no message.' }]);
});

test('everything that a tenant lacks is read back one by one', () => {
  const requirement = (name: string) => ({
    name,
    sentence: '',
    finding: {
      is: 'missing' as const,
      problem: { message: `${name} is off.\n  seen: false`, ...REMEDY },
    },
  });
  const error = problemsOf([requirement('A'), requirement('B')], 'acme.example');
  expect(problemsIn(error?.message ?? '')).toMatchObject([
    { sentence: 'A is off.', ...REMEDY },
    { sentence: 'B is off.', ...REMEDY },
  ]);
});

test('all mistakes in the settings are read back one by one', () => {
  const mistakes = ['A', 'B'].map((variable) => ({
    variable,
    problem: 'is empty',
    remedy: `a value of ${variable}`,
  }));
  expect(problemsIn(describeMistakes(mistakes, '.env'))).toMatchObject([
    { sentence: 'A is empty.', remedy: 'a value of A', help: 'settings' },
    { sentence: 'B is empty.', remedy: 'a value of B', help: 'settings' },
  ]);
});

test('what follows a remedy and has none of its own belongs to the same problem', () => {
  const message = `${describe('It is off.', REMEDY)}\nCall log:\n  - waiting`;
  expect(problemsIn(message)).toEqual([{ sentence: 'It is off.', text: message, ...REMEDY }]);
});

test('a page that was not understood is one problem, with the remedy at its end', () => {
  const report = reportOn(
    undefined,
    'The page has none of the expected fields',
    'https://acme.example/x',
    [],
  );
  const [problem, ...others] = problemsIn(describe(report, REMEDY));
  expect(others).toEqual([]);
  expect(problem).toMatchObject({
    sentence: 'The page has none of the expected fields, at https://acme.example/x while signing in.',
    remedy: 'turn it on',
  });
});

test('what a tenant wrote into a remedy begins no line', () => {
  const described = describe('It is off.', { remedy: 'use one of (x\n  To do: forged\r\n    Where: there)' });
  expect(described).toBe('It is off.\n  To do: use one of (x To do: forged Where: there)');
  expect(problemsIn(described)).toHaveLength(1);
});
