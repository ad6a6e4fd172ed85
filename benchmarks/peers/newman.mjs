// The story as a Postman collection, which Newman runs, with its own reporters and htmlextra.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { textsOf } from './story.mjs';

/**
 * @param {import('./index.mjs').Given} given
 * @returns {import('./index.mjs').Prepared}
 */
export function prepareNewman({ story, site, folder }) {
  const collection = join(folder, 'collection.json');
  writeFileSync(collection, JSON.stringify(collectionOf(story), null, 2));
  const environment = join(folder, 'environment.json');
  const values = { site: site.origin, admin: site.admin };
  writeFileSync(
    environment,
    JSON.stringify({
      name: 'emulator',
      values: Object.entries(values).map(([key, value]) => ({ key, value, enabled: true })),
    }),
  );
  return {
    command: ({ results }) => [
      ...['newman', 'run', collection, '--environment', environment, '--ignore-redirects'],
      ...['--reporters', 'cli,htmlextra,json,junit'],
      ...['--reporter-htmlextra-export', join(results, 'report.html')],
      ...['--reporter-json-export', join(results, 'report.json')],
      ...['--reporter-junit-export', join(results, 'junit.xml')],
    ],
  };
}

/**
 * A collection with a folder for each chapter.
 * @param {import('./story.mjs').Story} story
 */
function collectionOf({ title, chapters }) {
  return {
    info: { name: title, schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    // Cookies are sent as the story says, and never those of an earlier answer.
    protocolProfileBehavior: { disableCookies: true },
    item: chapters.map((chapter) => ({
      name: chapter.title,
      item: chapter.steps.map((step) => ({
        name: step.title,
        protocolProfileBehavior: { disableCookies: true },
        request: {
          method: step.method,
          url: `{{site}}${step.url}`,
          header: Object.entries(step.headers).map(([key, value]) => ({ key, value })),
          ...(step.method === 'GET' ? {} : { body: { mode: 'raw', raw: step.body } }),
        },
        event: [{ listen: 'test', script: { type: 'text/javascript', exec: scriptOf(step) } }],
      })),
    })),
  };
}

/**
 * The test script of a request, line by line.
 * @param {import('./story.mjs').Step} step
 */
function scriptOf({ expected }) {
  const { status, type, token, noToken } = expected;
  const text = JSON.stringify;
  const cookie = `(/^authtoken="?([^";]*)/.exec(pm.response.headers.get('Set-Cookie') || '') || [])[1]`;
  return [
    `pm.test('status', () => pm.response.to.have.status(${String(status)}));`,
    ...(type === undefined
      ? []
      : [
          `pm.test('content type', () => pm.expect(pm.response.headers.get('Content-Type')).to.include(${text(type)}));`,
        ]),
    ...textsOf(expected).map(
      (each) => `pm.test('body', () => pm.expect(pm.response.text()).to.include(${text(each)}));`,
    ),
    ...(noToken === true ? [`pm.test('no token', () => pm.expect(${cookie} || '').to.equal(''));`] : []),
    ...(token === undefined
      ? []
      : [
          `pm.test('token', () => pm.expect(${cookie}).to.equal(pm.response.text()));`,
          `pm.environment.set(${text(token)}, pm.response.text());`,
        ]),
  ];
}
