/** The command `npm run endurance`. `run.mjs` starts it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { firstLine } from '../../helpers/lines.ts';
import { systemNamed, SYSTEMS } from '../safety/systems.ts';
import { PROJECT } from '../support/keyturn.ts';
import { endure, type Night, problemsOf, usersProblem } from './endure.ts';
import { type SystemNights, tableOf, writeInto } from './table.ts';

const DEFAULT_RUNS = 100;

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: String(DEFAULT_RUNS) },
      system: { type: 'string' },
      write: { type: 'boolean', default: false },
      output: { type: 'string', default: join(PROJECT, 'results', 'endurance') },
    },
  });
  const runs = Number(values.runs);
  // With fewer, nothing could be seen to grow.
  if (!Number.isInteger(runs) || runs < 3)
    throw new Error(`--runs needs an integer of at least 3, not "${values.runs}".`);
  if (values.write && values.system !== undefined)
    throw new Error('--write needs all systems, because the table has all of them.');
  const output = resolve(values.output);
  const all: SystemNights[] = [];
  const problems: string[] = [];
  for (const system of values.system === undefined ? SYSTEMS : [systemNamed(values.system)]) {
    const { name, title, users } = system;
    console.log(title);
    const nights = await endure(system, runs, join(output, name), (night, index) =>
      console.log(lineOf(night, index, runs)),
    );
    all.push({ title, nights });
    problems.push(
      ...[...problemsOf(nights), usersProblem(nights, users) ?? []].flat().map((each) => `${title}: ${each}`),
    );
  }
  const table = tableOf(all);
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, 'table.md'), `${table}\n`);
  console.log(`\n${table}\n`);
  for (const problem of problems) console.log(`✘ ${problem}`);
  if (values.write && problems.length === 0) writeInto(join(PROJECT, 'docs', 'safety.md'), table);
  return problems.length === 0 ? 0 : 1;
}

function lineOf({ seconds, peakMiB, problems }: Night, index: number, runs: number): string {
  const number = `${String(index + 1).padStart(String(runs).length)}/${String(runs)}`;
  const [problem] = problems;
  return `  [${number}] ${problem === undefined ? '✓' : '✘'} ${seconds.toFixed(1)} s, ${peakMiB.toFixed(0)} MiB${problem === undefined ? '' : `: ${firstLine(problem)}`}`;
}
