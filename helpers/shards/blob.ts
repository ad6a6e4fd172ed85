/** Reads the parts of a blob report that Keyturn needs before Playwright merges it. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import type { Shard } from '../shard.ts';
import { SHARD_RECORD, type ShardRecord, shardRecord } from './shard-record.ts';

/** One blob, which contains the results of one run. */
export interface Blob {
  /** The name of its file. */
  name: string;
  /** Which shard it is, counted from 1. `undefined` if its run was not sharded. */
  shard: Shard | undefined;
  /** Whether its run was interrupted. */
  interrupted: boolean;
  /** The commit of the project, if that is known. */
  commit: string | undefined;
  record: ShardRecord;
}

/** A blob, or why it cannot be merged, as the end of a sentence. */
export type BlobRead = { ok: true; blob: Blob } | { ok: false; name: string; problem: string };

/** The file in a blob that contains Playwright's events, one on each line. */
const EVENTS = 'report.jsonl';

const event = z.looseObject({ method: z.string(), params: z.unknown().optional() });

const sharded = z.looseObject({
  shard: z.object({ current: z.int().min(1), total: z.int().min(1) }).nullish(),
});

const configured = z.looseObject({
  config: z.looseObject({
    metadata: z.looseObject({
      gitCommit: z.looseObject({ hash: z.string().optional() }).optional(),
      [SHARD_RECORD]: z.unknown().optional(),
    }),
  }),
});

const ended = z.looseObject({ result: z.looseObject({ status: z.string() }) });

/** Reads a blob. Never throws. */
export function readBlob(path: string): BlobRead {
  const name = basename(path);
  const events = eventsIn(path);
  if (events === undefined) return { ok: false, name, problem: 'is damaged or incomplete' };
  const paramsOf = (method: string) => events.find((each) => each.method === method)?.params;
  const start = sharded.safeParse(paramsOf('onBlobReportMetadata'));
  const config = configured.safeParse(paramsOf('onConfigure'));
  const end = ended.safeParse(paramsOf('onEnd'));
  if (!start.success || !config.success || !end.success)
    return { ok: false, name, problem: 'is not a complete blob report' };
  const { metadata } = config.data.config;
  const record = shardRecord.safeParse(metadata[SHARD_RECORD]);
  if (!record.success) return { ok: false, name, problem: 'is not a blob report of this version of Keyturn' };
  return {
    ok: true,
    blob: {
      name,
      shard: start.data.shard ?? undefined,
      interrupted: end.data.result.status === 'interrupted',
      commit: metadata.gitCommit?.hash,
      record: record.data,
    },
  };
}

/** Returns the events, or `undefined` if the archive or one of its lines cannot be read. */
function eventsIn(path: string): z.infer<typeof event>[] | undefined {
  try {
    // Everything is unpacked, because a damaged attachment would end Playwright's merge as well.
    const { [EVENTS]: bytes } = unzipSync(readFileSync(path));
    if (bytes === undefined) return undefined;
    return Buffer.from(bytes)
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => event.parse(JSON.parse(line)));
  } catch {
    return undefined;
  }
}
