/** `npm run schema`: compares the published schemas with the code, or writes them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { displayPath } from '../../helpers/machine/project.ts';
import { FLEET_SCHEMA_FILE, fleetSchemaText } from './fleet-schema.ts';
import { recordSchemaText, SCHEMA_FILE } from './schema.ts';

/** Each file, and the function that returns its content. */
const SCHEMAS = [
  [SCHEMA_FILE, recordSchemaText],
  [FLEET_SCHEMA_FILE, fleetSchemaText],
] as const;

const flags = process.argv.slice(2);
if (flags.some((flag) => flag !== '--write')) {
  console.error(`Unknown flag. For the usage: npm run schema -- --help`);
  process.exitCode = 2;
} else {
  for (const [file, text] of SCHEMAS) {
    if (flags.includes('--write')) writeFileSync(file, text());
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== text()) {
      console.error(`${displayPath(file)} is not what the code defines. Run: npm run schema -- --write`);
      process.exitCode = 1;
    }
  }
}
