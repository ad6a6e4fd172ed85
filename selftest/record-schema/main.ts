/** `npm run schema`: compares the published schema of `run.json` with the code, or writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { recordSchemaText, SCHEMA_FILE } from './schema.ts';

const HELP = `Compares docs/run.schema.json, the schema of results/run.json, with the code that defines it.

  npm run schema              compares them
  npm run schema -- --write   writes docs/run.schema.json

Exit codes: 0 they agree, or it was written; 1 they differ; 2 a wrong flag.`;

const flags = process.argv.slice(2);
if (flags.some((flag) => !['--write', '--help', '-h'].includes(flag))) {
  console.error(`Unknown flag. For the usage: npm run schema -- --help`);
  process.exitCode = 2;
} else if (flags.includes('--help') || flags.includes('-h')) {
  console.log(HELP);
} else if (flags.includes('--write')) {
  writeFileSync(SCHEMA_FILE, recordSchemaText());
} else if (readFileSync(SCHEMA_FILE, 'utf8') !== recordSchemaText()) {
  console.error(
    'docs/run.schema.json is not the schema of run.json any more. Run: npm run schema -- --write',
  );
  process.exitCode = 1;
}
