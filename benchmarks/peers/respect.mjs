// The story as an Arazzo description, which Redocly Respect runs. It writes JSON and HAR, and no HTML.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { textsOf } from './story.mjs';

/** The format requires a description. The steps name their addresses themselves. */
const OPENAPI = 'expert.openapi.yaml';

/**
 * @param {import('./index.mjs').Given} given
 * @returns {import('./index.mjs').Prepared}
 */
export function prepareRespect({ story, site, folder }) {
  const file = join(folder, 'story.arazzo.yaml');
  // YAML contains JSON.
  writeFileSync(file, JSON.stringify(arazzoOf(story, site.origin), null, 2));
  writeFileSync(
    join(folder, OPENAPI),
    JSON.stringify({
      ...{ openapi: '3.1.0', info: { title: 'CXone Expert', version: '1' } },
      ...{ servers: [{ url: site.origin }], paths: {} },
    }),
  );
  const inputs = JSON.stringify({ admin: site.admin, ...passwordsOf(story) });
  return {
    command: ({ results }) => [
      ...['redocly', 'respect', file, '--input', inputs],
      ...['--json-output', join(results, 'report.json'), '--har-output', join(results, 'report.har')],
    ],
    env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  };
}

/**
 * @param {import('./story.mjs').Story} story
 * @param {string} origin
 */
function arazzoOf(story, origin) {
  const { title, chapters } = story;
  /** @type {Map<string, string>} the step that got each token */
  const tokens = new Map();
  /** @param {string} text */
  const fill = (text) =>
    text.replace(/\{\{(\w+)\}\}/g, (_, name) =>
      name === 'admin' ? '{$inputs.admin}' : `{$steps.${tokens.get(name) ?? ''}.outputs.token}`,
    );
  const steps = chapters
    .flatMap((chapter) => chapter.steps)
    .map((step, index) => {
      const stepId = `step${String(index + 1)}`;
      const described = {
        stepId,
        description: step.title,
        'x-operation': { method: step.method.toLowerCase(), url: `${origin}${fill(step.url)}` },
        parameters: Object.entries(step.headers).map(([name, value]) => ({
          ...{ in: 'header', name, value: fill(value) },
        })),
        ...(step.method === 'GET' ? {} : { requestBody: { payload: payloadOf(step, index) } }),
        successCriteria: criteriaOf(step),
        ...(step.expected.token === undefined ? {} : { outputs: { token: '$response.body' } }),
      };
      if (step.expected.token !== undefined) tokens.set(step.expected.token, stepId);
      return described;
    });
  return {
    arazzo: '1.0.1',
    info: { title, version: '1.0.0' },
    sourceDescriptions: [{ name: 'expert', type: 'openapi', url: OPENAPI }],
    workflows: [
      {
        workflowId: 'story',
        inputs: {
          type: 'object',
          properties: Object.fromEntries(
            ['admin', ...Object.keys(passwordsOf(story))].map((name) => [
              name,
              { type: 'string', format: 'password' },
            ]),
          ),
        },
        steps,
      },
    ],
  };
}

/**
 * The body of a call. A password is an input, because it may look like an expression.
 * @param {import('./story.mjs').Step} step
 * @param {number} index
 */
function payloadOf({ headers, body }, index) {
  return isPassword(headers, body) ? `$inputs.body${String(index + 1)}` : body;
}

/** @param {import('./story.mjs').Story} story */
function passwordsOf({ chapters }) {
  const bodies = chapters
    .flatMap(({ steps }) => steps)
    .map(({ headers, body }, index) => ({ name: `body${String(index + 1)}`, headers, body }));
  return Object.fromEntries(
    bodies.filter(({ headers, body }) => isPassword(headers, body)).map(({ name, body }) => [name, body]),
  );
}

/**
 * @param {Record<string, string>} headers
 * @param {string} body
 */
function isPassword(headers, body) {
  return body !== '' && headers['content-type']?.startsWith('text/plain') === true;
}

/** @param {import('./story.mjs').Step} step */
function criteriaOf({ expected }) {
  const { status, type } = expected;
  return [
    { condition: `$statusCode == ${String(status)}` },
    ...(type === undefined ? [] : [regex('$response.header.content-type', type)]),
    ...(type?.includes('json') === true
      ? fieldsOf(expected)
      : textsOf(expected).map((each) => regex('$response.body', each))),
  ];
}

/**
 * A document in JSON is read, so its text cannot be searched, and the name of its ID (`@id`) is no valid expression.
 * @param {import('./story.mjs').Expected} expected
 */
function fieldsOf({ user }) {
  const fields = Object.entries(user ?? {}).filter(([name]) => name !== 'id');
  return fields.map(([name, value]) => ({
    condition: `$response.body#/${name} == '${value}'`,
  }));
}

/**
 * A criterion that a value contains a text.
 * @param {string} context
 * @param {string} text
 */
function regex(context, text) {
  return { context, type: 'regex', condition: text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') };
}
