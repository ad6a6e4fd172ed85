/** What `--list` and `--matrix` print. */
import { loggable } from '../http/printable.ts';
import { onOneLine } from '../lines.ts';
import { spanInWords } from '../time-span.ts';
import type { FleetTenant } from './file.ts';
import { linesOf } from './mistake.ts';
import { newestResult } from './newest.ts';
import type { ResolvedTenant } from './resolve.ts';
import { notCountedLines, wordOf } from './summary.ts';

/** One job of a CI system. */
type MatrixEntry = Pick<FleetTenant, 'name' | 'command' | 'workers' | 'severity'>;

/** Returns the matrix of a CI system, as GitHub expects it. It contains no settings. */
export function matrixOf(tenants: readonly FleetTenant[]): { include: MatrixEntry[] } {
  return {
    include: tenants.map(({ name, command, workers, severity }) => ({ name, command, workers, severity })),
  };
}

/** Returns the tenants with their newest results, and what is wrong with their settings. */
export function listOf(tenants: readonly ResolvedTenant[], results: string, now = Date.now()): string {
  const newest = tenants.map((tenant) => ({
    tenant,
    result: newestResult(tenant, { folder: results, now }),
  }));
  const rows = newest.map(({ tenant, result }) => {
    const { name, command, workers, severity, targets } = tenant;
    const { startedAt } = result;
    const ago = startedAt === null ? '' : `, ${spanInWords(Math.max(0, now - Date.parse(startedAt)))} ago`;
    return [
      name,
      command === 'contract' && workers > 1 ? `${command} ×${String(workers)}` : command,
      severity,
      `${wordOf(result)}${ago}`,
      targets.map(({ title, tenant: url }) => url ?? `an emulated ${title}`).join(', '),
    ];
  });
  const wide = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(wide[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notCounted = notCountedLines(newest.map(({ result }) => result));
  const mistakes = tenants.flatMap((tenant) => tenant.mistakes.flatMap(linesOf));
  return [
    ...lines.map((line) => `  ${loggable(onOneLine(line))}`),
    ...(notCounted.length === 0 ? [] : ['', ...notCounted.map((line) => `  ${loggable(onOneLine(line))}`)]),
    ...(mistakes.length === 0
      ? []
      : ['', '  These tenants cannot run:', '', ...mistakes.map((line) => `  ${loggable(line)}`)]),
    '',
    '',
  ].join('\n');
}
