/** `npm run faults`: selects the tenants, lists them or starts Playwright, and updates the table in the documentation. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT } from '../../helpers/machine/project.ts';
import { SYSTEMS, systemNamed } from './systems.ts';
import { withSectionsOf } from './table.ts';
import { TENANTS } from './tenants.ts';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'boolean' },
      system: { type: 'string' },
      workers: { type: 'string' },
      write: { type: 'boolean' },
    },
  });
  process.exitCode = await main(values, positionals);
} catch (error) {
  console.error(
    `${error instanceof Error ? error.message : String(error)}\nFor the usage: npm run faults -- --help`,
  );
  process.exitCode = 2;
}

interface Flags {
  list?: boolean | undefined;
  system?: string | undefined;
  workers?: string | undefined;
  write?: boolean | undefined;
}

/** @returns the exit code */
async function main({ list, system, workers, write }: Flags, names: readonly string[]): Promise<number> {
  const systems = system === undefined ? SYSTEMS : [systemNamed(system)];
  if (workers !== undefined && !/^[1-9]\d*%?$/.test(workers))
    throw new Error(`--workers needs a number, not "${workers}".`);
  const chosen = TENANTS.filter(
    (each) =>
      (system === undefined || each.system === system) &&
      (names.length === 0 || names.some((name) => each.name.startsWith(name))),
  );
  if (chosen.length === 0)
    throw new Error(`No fault or variation has a name that begins with ${names.join(' or ')}.`);
  if (list === true) {
    for (const { system, kind, name, sentence } of chosen)
      console.log(`${system} ${kind} ${name}\n    ${sentence}`);
    return 0;
  }
  const isAll = chosen.length === TENANTS.length;
  if (write === true && names.length > 0)
    throw new Error('--write needs all faults and variations: omit the names.');
  const pattern = chosen.map((each) => `${each.system} ${each.kind} ${each.name}:`).join('|');
  const code = await run([
    ...(isAll ? [] : ['--grep', pattern]),
    ...(workers === undefined ? [] : ['--workers', workers]),
  ]);
  if (write === true) {
    const page = join(PROJECT, 'docs', 'faults.md');
    const table = readFileSync(join(PROJECT, 'results', 'faults', 'table.md'), 'utf8');
    writeFileSync(page, isAll ? table : withSectionsOf(readFileSync(page, 'utf8'), table, systems));
    console.log('Updated docs/faults.md.');
  }
  return code;
}

/** @returns the exit code */
function run(flags: readonly string[]): Promise<number> {
  const cli = join(dirname(require.resolve('@playwright/test/package.json')), 'cli.js');
  const child = spawn(
    process.execPath,
    [cli, 'test', '--config=selftest/faults/playwright.config.ts', ...flags],
    {
      cwd: PROJECT,
      stdio: 'inherit',
    },
  );
  return new Promise((done) => child.on('close', (code) => done(code ?? 1)));
}
