import { expect, test } from '../../support/test.ts';
import { isSentTo } from '../../../helpers/passcode/recipients.ts';

const ADDRESS = 'qa+abcdefghjk@company.example';

for (const [headers, isForUs] of [
  [`To: ${ADDRESS}`, true],
  [`to: <${ADDRESS.toUpperCase()}>`, true],
  [`To: "Doe, Jane" <jane@company.example>, ${ADDRESS}`, true],
  [`To: jane@company.example,\r\n\t<${ADDRESS}>`, true],
  [`Cc: Team: jane@company.example, ${ADDRESS};`, true],
  [`To: undisclosed-recipients:;\r\nDelivered-To: ${ADDRESS}`, true],
  [`X-Original-To: ${ADDRESS}`, true],
  ['To: qa@company.example', false],
  ['To: qa+abcdefghjkl@company.example', false],
  ['To: xqa+abcdefghjk@company.example', false],
  ['To: qa+abcdefghjk@company.example.org', false],
  [`To: "${ADDRESS}" <qa+other@company.example>`, false],
  [`From: ${ADDRESS}`, false],
  [`Subject: To: ${ADDRESS}`, false],
  ['', false],
] as const) {
  test(`an email is ${isForUs ? '' : 'not '}for the address: ${JSON.stringify(headers)}`, () => {
    expect(isSentTo(headers, ADDRESS)).toBe(isForUs);
  });
}
