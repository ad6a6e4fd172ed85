/** What a merged run reports besides the results of its shards. */
import { mergedRun } from '../helpers/shards/merge.ts';
import { NotTried } from '../helpers/verdict/errors.ts';
import type { RunError } from './run-error.ts';

/** Returns an error for each missing shard. */
export function missingShards(): RunError[] {
  const { total, missing } = mergedRun()?.shards ?? { total: 0, missing: [] };
  return missing.map((number) => ({
    failure: 'incomplete',
    text: String(
      new NotTried(`Shard ${String(number)} of ${String(total)} is missing.`, {
        remedy:
          'add its blob report to the folder and merge again; if it wrote none, its own results say why',
      }),
    ),
  }));
}

/** Returns a line for each blob, for the beginning of the console. The list is empty if the run was not merged. */
export function describeShards(): string[] {
  const { parts, shards } = mergedRun() ?? { parts: [], shards: undefined };
  return [
    ...parts.map(({ name, run, startedAt, shard }) => {
      const what =
        shard === undefined ? 'Run' : `Shard ${String(shard.current)} of ${String(shard.total)}: run`;
      return `${what} ${run}, started ${startedAt} (${name})`;
    }),
    ...(shards?.missing ?? []).map(
      (number) => `Shard ${String(number)} of ${String(shards?.total)}: missing`,
    ),
  ];
}
