import { expect, test } from '../../support/test.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { statementAt } from '../../../helpers/contract/source.ts';
import { PROJECT } from '../../../helpers/machine/project.ts';
import { setUserPassword as expertNotebook } from '../../../specs/expert/cells/set-user-password.ts';
import { setUserPassword as zendeskNotebook } from '../../../specs/zendesk/cells/set-user-password.ts';

const LINES = `
  cell(
    '01',
    async () => {
      first();

      second();
    },
  );
  cell('02', () => third());
  after();
`.split('\n');

test('a statement ends where its indentation ends, and loses it', () => {
  expect(statementAt(LINES, 2)).toBe(
    "cell(\n  '01',\n  async () => {\n    first();\n\n    second();\n  },\n);",
  );
});

test('a statement in one line is that line', () => {
  expect(statementAt(LINES, 10)).toBe("cell('02', () => third());");
});

test('there is no statement after the last line, and none that does not end', () => {
  expect(statementAt(LINES, 99)).toBeUndefined();
  expect(statementAt(['cell('], 1)).toBeUndefined();
});

for (const { title, cells } of [zendeskNotebook, expertNotebook])
  test(`each cell of “${title}” knows its own code where tests are loaded by the main process`, () => {
    // This test runs in a worker, where the code is not looked up. So the same lines are read from the file.
    const [system = ''] = (cells[0]?.address ?? '').split('/');
    const lines = readFileSync(join(PROJECT, 'specs', system, 'cells', 'set-user-password.ts'), 'utf8').split(
      '\n',
    );
    for (const { address, source } of cells) {
      expect(source).toBeUndefined();
      const number = address.split('/').at(-1) ?? '';
      const line = lines.findIndex((each) => each === `      '${number}',`);
      expect(statementAt(lines, line), address).toMatch(new RegExp(`^cell\\(\n  '${number}',\n[^]*\n\\);$`));
    }
  });
