// Starts emulated tenants in this process, prints the settings of each as one line of JSON,
// and ends with its standard input. Its last line is what they were asked, and the CPU time that they took.
import '../bin/node-version.mjs';
import { createJiti } from 'jiti';

const [system = '', count = '', latencyMs = ''] = process.argv.slice(2);
/** @type {typeof import('../emulators/index.ts')} */
const { systemNamed } = await createJiti(import.meta.url).import('../emulators/index.ts');
const tenants = await Promise.all(
  Array.from({ length: Number(count) }, () => systemNamed(system).start({ latencyMs: Number(latencyMs) })),
);
console.log(JSON.stringify(tenants.map(({ settings }) => settings)));
process.stdin.resume().on('end', () => {
  const calls = tenants.reduce((sum, { witness }) => sum + witness.calls().length, 0);
  const { user, system: kernel } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ calls, cpuMs: (user + kernel) / 1000 })}\n`, () =>
    process.exit(0),
  );
});
