/** The JSON schema of `run.json`, made from its zod schema, with the comments of its source as descriptions. */
import { join } from 'node:path';
import { z } from 'zod';
import { PROJECT } from '../../helpers/machine/project.ts';
import { RECORD_VERSION, runRecord } from '../../helpers/record/schema.ts';
import { commentsOf } from './comments.ts';
import { describe, type Part, withoutSafeLimits } from './parts.ts';

export const SCHEMA_FILE = join(PROJECT, 'docs', 'run.schema.json');

/** The sources of the schema. Later ones use what earlier ones declare. */
const SOURCES = ['helpers/verdict/cell.ts', 'helpers/record/schema.ts'];

/** Returns the content of the file. */
export function recordSchemaText(): string {
  // As input, a record may contain fields that this version does not know. Fields may be added.
  const { $schema, ...schema } = z.toJSONSchema(runRecord, {
    io: 'input',
    override: ({ jsonSchema }) => withoutSafeLimits(jsonSchema as Part),
  });
  const comments = commentsOf(SOURCES.map((file) => join(PROJECT, file)));
  describe(schema as Part, comments.get('runRecord'));
  const head = {
    $schema,
    $id: `urn:keyturn:run:${String(RECORD_VERSION)}`,
    title: 'run.json',
    description:
      'The record of a run of Keyturn. Fields may be added; if one is removed or changes its meaning, `version` changes.',
  };
  return `${JSON.stringify({ ...head, ...schema }, undefined, 2)}\n`;
}
