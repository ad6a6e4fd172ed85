// The story as an .http file, which httpYac runs. It prints either JUnit or JSON; here it prints JUnit.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { textsOf } from './story.mjs';

/**
 * @param {import('./index.mjs').Given} given
 * @returns {import('./index.mjs').Prepared}
 */
export function prepareHttpyac({ story, site, folder }) {
  const file = join(folder, 'story.http');
  const steps = story.chapters.flatMap((chapter) => chapter.steps.map((step) => ({ chapter, step })));
  writeFileSync(file, steps.map((each, index) => regionOf(each, index)).join('\n'));
  // Passwords may begin or end with what the format would take away.
  const passwords = steps.map(({ step: { body } }, index) => [`body${String(index + 1)}`, body]);
  writeFileSync(
    join(folder, 'http-client.env.json'),
    JSON.stringify({ emulator: { site: site.origin, admin: site.admin, ...Object.fromEntries(passwords) } }),
  );
  return { command: () => ['httpyac', 'send', file, '--all', '--env', 'emulator', '--junit'] };
}

/**
 * @param {{ chapter: import('./story.mjs').Chapter, step: import('./story.mjs').Step }} of
 * @param {number} index
 */
function regionOf({ chapter, step }, index) {
  const { method, url, headers, body, expected } = step;
  const { status, type, token, noToken } = expected;
  const script = [
    ...textsOf(expected).map((each) => {
      const text = JSON.stringify(each);
      return `test(${text}, () => ok(response.body.includes(${text})));`;
    }),
    ...(noToken === true ? ["test('no token', () => equal(cookie ?? '', ''));"] : []),
    ...(token === undefined
      ? []
      : ["test('token', () => equal(cookie, response.body));", `exports.${token} = response.body;`]),
  ];
  return [
    `### ${chapter.title}: ${step.title}`,
    '# @no-cookie-jar',
    '# @no-redirect',
    `${method} {{site}}${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(method === 'GET' || body === '' ? [] : ['', `{{body${String(index + 1)}}}`]),
    '',
    `?? status == ${String(status)}`,
    ...(type === undefined ? [] : [`?? header content-type includes ${type}`]),
    '{{',
    "  const { equal, ok } = require('assert');",
    ...(noToken === true || token !== undefined
      ? [`  const [, cookie] = /authtoken="?([^";]*)/.exec(String(response.headers['set-cookie'])) ?? [];`]
      : []),
    ...script.map((line) => `  ${line}`),
    '}}',
    '',
  ].join('\n');
}
