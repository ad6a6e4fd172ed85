/** The evaluation of expressions, on which the tests of the workflows rely. */
import { expect, test } from '../support/test.ts';
import { evaluate, holds, interpolate, open, type Scope } from '../workflows/expressions.ts';

const scope = (succeeded = true): Scope => ({
  contexts: {
    inputs: { mode: 'run', tenant: 'acme', commit: '' },
    secrets: open({ KEY: 'secret' }),
    vars: open({ LIST: '["acme","eu"]' }),
    steps: { gate: { outputs: open({ run: 'abc' }) } },
    github: { run_id: 7 },
  },
  status: { success: () => succeeded, always: () => true, cancelled: () => false, failure: () => !succeeded },
});

for (const [expression, value] of [
  ["inputs.mode == 'run'", true],
  ["inputs.mode == 'RUN'", true],
  ["inputs.mode != 'run'", false],
  ["inputs.commit || 'none'", 'none'],
  ["inputs.mode == 'run' && 'yes' || 'no'", 'yes'],
  ["inputs.mode == 'other' && 'yes' || 'no'", 'no'],
  ["format(inputs.mode == 'run' && 'a-{0}' || 'b-{0}-{1}', inputs.tenant, github.run_id)", 'a-acme'],
  ["format('{1}/{0}', inputs.tenant, github.run_id)", '7/acme'],
  ['fromJSON(vars.LIST)', ['acme', 'eu']],
  ["secrets.MISSING == ''", true],
  ['vars.MISSING || secrets.KEY', 'secret'],
  ["steps.gate.outputs.missing == ''", true],
  ['!cancelled() && (success() || failure())', true],
  ["'it''s'", "it's"],
  ["github.run_id == '7'", true],
] as const) {
  test(`${expression} is ${JSON.stringify(value)}`, () => {
    expect(evaluate(expression, scope())).toEqual(value);
  });
}

for (const [expression, problem] of [
  ['inputs.tennant', '“tennant” is unknown (inputs)'],
  ['needs.run.result', '“needs” is unknown (needs)'],
  ['steps.other.outputs.run', '“other” is unknown (steps)'],
  ['inputs.tenant.name', '“name” of something that is no object'],
  ["contains(inputs.mode, 'r')", 'The function contains() is unknown'],
  ["inputs.mode == 'run' ||", 'Something is missing at the end'],
  ["(inputs.mode == 'run'", '“)” is missing'],
  ["inputs.mode 'run'", '“run” is unexpected'],
  ["inputs['mode']", 'Unknown syntax'],
  ['inputs.mode > 1', 'Unknown syntax'],
  // Also on the side that does not decide.
  ["inputs.mode == 'run' || inputs.nothing", '“nothing” is unknown'],
] as const) {
  test(`${expression} is an error`, () => {
    expect(() => evaluate(expression, scope())).toThrow(problem);
  });
}

test('a condition without a status function also needs success', () => {
  expect(holds("inputs.mode == 'run'", scope(true))).toBe(true);
  expect(holds("inputs.mode == 'run'", scope(false))).toBe(false);
  expect(holds("always() && inputs.mode == 'run'", scope(false))).toBe(true);
  expect(holds("${{ inputs.mode == 'other' }}", scope(true))).toBe(false);
  expect(holds(undefined, scope(false))).toBe(false);
});

test('a string keeps what is between its expressions, and a single expression keeps its type', () => {
  expect(interpolate('a:${{ inputs.tenant }}:${{ github.run_id }}', scope())).toBe('a:acme:7');
  expect(interpolate('${{ fromJSON(vars.LIST) }}', scope())).toEqual(['acme', 'eu']);
  expect(interpolate('${{ github.run_id }}', scope())).toBe(7);
});
