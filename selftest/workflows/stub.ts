/** A program in place of `bin/keyturn.mjs`: it records how it was started, and ends as planned. Tests of the workflows take milliseconds with it. */
import { existsSync, readFileSync } from 'node:fs';

/** How a command ends. */
export interface Ending {
  code: number;
  /** What the gate writes to GITHUB_OUTPUT, a line each. */
  outputs?: string[];
  /** The ID of the run, in its record and in the history. */
  run?: string;
}

/** How a command was started. */
export interface Start {
  command: string;
  words: string[];
  /** The variables of Keyturn and of GitHub's token. */
  env: Record<string, string>;
  /** The settings file that it would read, and its mode in octal. */
  settings: { text: string; mode: string } | null;
}

/**
 * Returns the program.
 *
 * @param log the file to which it adds a line for each start
 * @param endings by command. Others end with 0
 */
export function stubOf(log: string, endings: Record<string, Ending>): string {
  return `import fs from 'node:fs';
import path from 'node:path';
const endings = ${JSON.stringify(endings)};
const [command, ...words] = process.argv.slice(2);
const ending = endings[command] ?? { code: 0 };
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(?:KEYTURN_|GITHUB_TOKEN$)/.test(name)));
const file = process.env.KEYTURN_ENV_FILE;
const settings = file === undefined ? null : { text: fs.readFileSync(file, 'utf8'), mode: (fs.statSync(file).mode & 0o777).toString(8) };
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify({ command, words, env, settings }) + '\\n');
const write = (name, text) => {
  fs.mkdirSync(path.dirname(name), { recursive: true });
  fs.writeFileSync(name, text);
};
if (command === 'contract' || command === 'start') {
  const record = JSON.stringify({ version: 1, run: ending.run });
  write('results/run.json', record);
  write('results/history/acme-1/previous-contract-v1.json', record);
  write('results/history/acme-1/runs.jsonl', (fs.existsSync('results/history/acme-1/runs.jsonl') ? fs.readFileSync('results/history/acme-1/runs.jsonl', 'utf8') : '') + ending.run + '\\n');
  write('results/notebook.md', '# ' + ending.run + '\\n');
  write('results/notebook.html', '<title>' + ending.run + '</title>');
  write('.keyturn/ledger', ending.run);
}
if (command === 'notebook') {
  const { run } = JSON.parse(fs.readFileSync(path.join(words[0], 'run.json'), 'utf8'));
  write(path.join(words[0], 'notebook.md'), '# ' + run + '\\n');
  write(path.join(words[0], 'notebook.html'), '<title>' + run + '</title>');
}
for (const line of ending.outputs ?? []) fs.appendFileSync(process.env.GITHUB_OUTPUT, line + '\\n');
process.exit(ending.code);
`;
}

/** Reads what the program recorded. */
export function startsIn(log: string): Start[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Start);
}
