/** The published schema of the fleet file is the one in the code, and the example is valid for both. */
import { expect, test } from '../../support/test.ts';
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readFleetFile } from '../../../helpers/fleet/file.ts';
import { TENANT_VARIABLES } from '../../../helpers/fleet/variables.ts';
import { PROJECT } from '../../../helpers/machine/project.ts';
import { FLEET_SCHEMA_FILE, fleetSchemaText } from '../../record-schema/fleet-schema.ts';

const published = readFileSync(FLEET_SCHEMA_FILE, 'utf8');
const isFleet = new Ajv({ allErrors: true }).compile(JSON.parse(published) as object);
const EXAMPLE = join(PROJECT, 'docs', 'recipes', 'fleet.example.yaml');

test('docs/fleet.schema.json is what the code defines', () => {
  expect(published, 'Run: npm run schema -- --write').toBe(fleetSchemaText());
});

test('the example is valid for an editor and for the code', () => {
  const text = readFileSync(EXAMPLE, 'utf8');
  expect(isFleet(parse(text, { merge: true })), JSON.stringify(isFleet.errors)).toBe(true);
  expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/fleet\.schema\.json\n/);
  const read = readFleetFile(EXAMPLE);
  expect(read, JSON.stringify(read)).toMatchObject({ ok: true });
});

for (const [title, content] of [
  ['an unknown key', { tenants: [{ name: 'acme', envfile: 'x' }] }],
  ['an unknown setting', { tenants: [{ name: 'acme', env: { ZENDESK_CLEINT_ID: 'x' } }] }],
  ['a setting of the fleet', { tenants: [{ name: 'acme', env: { KEYTURN_RESULTS: 'x' } }] }],
  ['a number as a setting', { tenants: [{ name: 'acme', env: { KEYTURN_LEFTOVER_HOURS: 48 } }] }],
  ['an unknown command', { defaults: { command: 'sweep' }, tenants: [{ name: 'acme' }] }],
  ['no tenant', { tenants: [] }],
] as const)
  test(`${title} is marked by an editor`, () => {
    expect(isFleet(content)).toBe(false);
  });

test('an editor explains each key and each setting', () => {
  const schema = JSON.parse(published) as {
    properties: {
      tenants: { items: { properties: Record<string, { description?: string; properties?: object }> } };
    };
  };
  const { properties } = schema.properties.tenants.items;
  expect(Object.entries(properties).filter(([, { description }]) => description === undefined)).toEqual([]);
  expect(Object.keys(properties['env']?.properties ?? {})).toEqual(TENANT_VARIABLES.map(({ name }) => name));
  expect(properties['env']?.properties).toMatchObject({
    ZENDESK_CLIENT_SECRET: {
      description: expect.stringMatching(/^Admin Center .* \(a secret: only as \$\{VARIABLE\}\)$/) as unknown,
    },
  });
});
