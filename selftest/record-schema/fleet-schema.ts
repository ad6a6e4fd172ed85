/** The JSON schema of the fleet file, for editors, made from its zod schema. */
import { join } from 'node:path';
import { z } from 'zod';
import { fleetFile } from '../../helpers/fleet/schema.ts';
import { PROJECT } from '../../helpers/machine/project.ts';
import { commentsOf } from './comments.ts';
import { describe, type Part, withoutSafeLimits } from './parts.ts';

export const FLEET_SCHEMA_FILE = join(PROJECT, 'docs', 'fleet.schema.json');

/** Returns the content of the file. */
export function fleetSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(fleetFile, {
    io: 'input',
    // The newest draft that the YAML extensions of editors support completely.
    target: 'draft-7',
    override: ({ jsonSchema }) => withoutSafeLimits(jsonSchema as Part),
  });
  describe(schema as Part, commentsOf([join(PROJECT, 'helpers', 'fleet', 'schema.ts')]).get('fleetFile'));
  const head = {
    $schema,
    $id: 'urn:keyturn:fleet:1',
    title: 'The fleet file of Keyturn',
    description: 'The tenants that npm run fleet runs: docs/fleet.md.',
  };
  return `${JSON.stringify({ ...head, ...schema }, undefined, 2)}\n`;
}
