/** The JSON schema of `run.json`, made from its zod schema, with the comments of its source as descriptions. */
import { join } from 'node:path';
import { z } from 'zod';
import { PROJECT } from '../../helpers/machine/project.ts';
import { RECORD_VERSION, runRecord } from '../../helpers/record/schema.ts';
import { commentsOf, type Comments } from './comments.ts';

export const SCHEMA_FILE = join(PROJECT, 'docs', 'run.schema.json');

/** The sources of the schema. Later ones use what earlier ones declare. */
const SOURCES = ['helpers/verdict/cell.ts', 'helpers/record/schema.ts'];

/** A part of a JSON schema. */
interface Part {
  description?: string;
  properties?: Record<string, Part>;
  items?: Part;
  anyOf?: Part[];
  minimum?: number;
  maximum?: number;
}

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

/** Every integer has these limits, because JavaScript has. They say nothing about a record. */
function withoutSafeLimits(part: Part): void {
  if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
  if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
}

function describe(part: Part, comments: Comments | undefined): void {
  if (comments === undefined) return;
  for (const [name, field] of Object.entries(part.properties ?? {})) {
    const own = comments.fields.get(name);
    if (own?.text !== undefined) field.description = own.text;
    describe(field, own);
  }
  for (const inner of [...(part.items === undefined ? [] : [part.items]), ...(part.anyOf ?? [])])
    describe(inner, comments);
}
