/** The requirements of a tenant: their findings, what depends on what, and all problems in one error. */
import { expect, test } from '../../support/test.ts';
import {
  examine,
  examineForRun,
  type Examined,
  type Finding,
  problemsOf,
  requireAll,
  type Requirement,
  wordsOf,
} from '../../../helpers/preflight/requirements.ts';
import { Blocked, NonConformant, NotTried } from '../../../helpers/verdict/errors.ts';

const examined = (finding: Finding): Examined => ({
  name: 'sso',
  sentence: 'Single sign-on is not enforced.',
  finding,
});
const PROBLEM = {
  message: 'It is enforced.',
  remedy: 'do not enforce it',
  where: 'Security',
  who: 'an admin',
  help: 'single-sign-on',
} as const;
const met = examined({ is: 'met' });
const missing = examined({ is: 'missing', problem: PROBLEM });

const requirement = (
  name: string,
  check: () => Finding | Promise<Finding>,
  more: Partial<Requirement<undefined>> = {},
): Requirement<undefined> => ({ name, sentence: `${name} is there.`, check, ...more });

/** The findings by the names of their requirements. */
async function findings(list: readonly Requirement<undefined>[]): Promise<Record<string, Finding>> {
  const found: Record<string, Finding> = {};
  for await (const { name, finding } of examine(list, undefined)) found[name] = finding;
  return found;
}

test('a finding is what was seen, why the requirement could not be checked, or the problem', () => {
  expect(wordsOf({ is: 'met' })).toBe('yes');
  expect(wordsOf({ is: 'met', seen: 'a page' })).toBe('a page');
  expect(wordsOf({ is: 'met, but', problem: PROBLEM })).toBe('It is enforced.');
  expect(wordsOf({ is: 'unknown', why: 'not shown' })).toBe('not shown');
  expect(wordsOf(missing.finding)).toBe('no: It is enforced.');
});

test('one problem is reported with its remedy, and several are reported together', () => {
  const warned = examined({ is: 'met, but', problem: PROBLEM });
  expect(problemsOf([met, warned, examined({ is: 'unknown', why: 'x' })], 'acme.example')).toBeUndefined();
  expect(problemsOf([met, missing], 'acme.example')?.message).toBe(
    'It is enforced.\n  To do: do not enforce it\n  Where: Security\n  Who:   an admin\n  More:  npm run doctor -- --explain single-sign-on',
  );
  const both = problemsOf([missing, missing], 'acme.example')?.message ?? '';
  expect(both).toMatch(/^acme\.example cannot be tested yet, for 2 reasons:\nIt is enforced\./);
  expect(both.match(/To do: do not enforce it/g)).toHaveLength(2);
});

test('a tenant that lacks something is not tested', () => {
  requireAll([met], 'acme.example');
  expect(() => requireAll([missing], 'acme.example')).toThrow(Blocked);
});

test('an answer that breaks the contract is not a matter of configuration', () => {
  const error = new NonConformant('It answered nonsense.');
  const broken = examined({ is: 'missing', problem: PROBLEM, error });
  expect(problemsOf([missing, broken], 'acme.example')).toBe(error);
});

test('an error of a check is its problem, without the lines of the remedy', async () => {
  const found = await findings([
    requirement('a', () => {
      throw new Blocked('It is locked.\n  401 no', {
        remedy: 'unlock it',
        where: 'Doors',
        undo: 'lock it',
        help: 'defect',
      });
    }),
    requirement('b', () => Promise.reject(new NotTried('There is no door.'))),
  ]);
  expect(found['a']).toMatchObject({
    is: 'missing',
    problem: { message: 'It is locked.\n  401 no', remedy: 'unlock it', where: 'Doors', undo: 'lock it' },
  });
  expect(found['b']).toEqual({ is: 'unknown', why: 'There is no door.' });
});

test('an error of ours is thrown', async () => {
  await expect(findings([requirement('a', () => Promise.reject(new TypeError('ours')))])).rejects.toThrow(
    'ours',
  );
});

test('what depends on something missing is not checked, and says on what', async () => {
  const checked: string[] = [];
  const check = (name: string, finding: Finding) => () => {
    checked.push(name);
    return finding;
  };
  const found = await findings([
    requirement('a', check('a', { is: 'missing', problem: PROBLEM })),
    requirement('b', check('b', { is: 'met' }), { needs: ['a'] }),
    requirement('c', check('c', { is: 'met' }), { needs: ['b'] }),
    requirement('d', check('d', { is: 'unknown', why: 'not shown' })),
    requirement('e', check('e', { is: 'met' }), { needs: ['d'] }),
  ]);
  expect(checked).toEqual(['a', 'd', 'e']);
  for (const name of ['b', 'c'])
    expect(found[name]).toEqual({
      is: 'unknown',
      why: 'not checked, because something else must be mended first',
      first: 'a is there.',
    });
  expect(found['e']).toEqual({ is: 'met' });
});

test('a check that waits for something else is started ahead, and reported in its turn', async () => {
  const order: string[] = [];
  const list = [
    requirement('a', () => {
      order.push('a');
      return { is: 'met' };
    }),
    requirement(
      'b',
      () => {
        order.push('b');
        return { is: 'met' };
      },
      { isAhead: true },
    ),
  ];
  expect(Object.keys(await findings(list))).toEqual(['a', 'b']);
  expect(order).toEqual(['b', 'a']);
});

test('a run checks only what it must know before it writes anything', async () => {
  const list = [
    requirement('a', () => ({ is: 'met' }), { inPreflight: true }),
    requirement('b', () => Promise.reject(new TypeError('not to be checked'))),
  ];
  expect((await examineForRun(list, undefined)).map(({ name }) => name)).toEqual(['a']);
});
