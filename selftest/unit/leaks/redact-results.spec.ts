import { expect, test } from '../../support/test.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { redactResults } from '../../../helpers/leaks/redact-results.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';

const SECRET = 'Quartz-Mellow.77';

test('a secret that was output before it was learned is redacted everywhere in the results', ({}, testInfo) => {
  const path = testInfo.outputPath('page.html');
  writeFileSync(path, `<p>${SECRET}</p>`);
  const step: Record<string, unknown> = { title: `a step with ${SECRET}`, steps: [] };
  step['steps'] = [{ title: SECRET, parent: step, error: { message: SECRET, stack: `at ${SECRET}` } }];
  const result = {
    startTime: new Date(0),
    errors: [{ message: `no ${SECRET}`, location: { file: `/x/${SECRET}.ts`, line: 1 } }],
    stdout: [Buffer.from(SECRET), `${SECRET}\n`],
    attachments: [
      { name: 'cell', contentType: 'application/json', body: Buffer.from(JSON.stringify({ SECRET })) },
      { name: 'page', contentType: 'text/html', path },
    ],
    steps: [step],
    annotations: [{ type: 'note', description: SECRET }],
  };
  const secrets = new SecretRegistry();
  secrets.learn(SECRET, 'password', 'a test');
  redactResults([result], secrets);
  const redacted = [
    ...result.errors.map(({ message }) => message),
    ...result.stdout.map(String),
    String(result.attachments[0]?.body),
    readFileSync(path, 'utf8'),
    JSON.stringify(result.annotations),
    String(step['title']),
    JSON.stringify(
      (step['steps'] as { error: object; title: string }[]).map(({ error, title }) => [error, title]),
    ),
  ].join('\n');
  expect(redacted).not.toContain(SECRET);
  expect(redacted.match(/\[redacted password\]/g)).toHaveLength(10);
  expect(result.startTime).toEqual(new Date(0));
  expect(result.errors[0]?.location.file).toBe(`/x/${SECRET}.ts`);
});
