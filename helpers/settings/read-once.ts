/**
 * The bytes of the file of settings. A pipe (`mkfifo`, `<(…)`, a password manager's) can be read only once, but every
 * process of a run loads the settings: the first one reads it, and hands on what came to those that it starts.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { z } from 'zod';
import { parseJson } from '../json.ts';
import { PASSED_SETTINGS_VARIABLE } from '../secrets/vault.ts';

/** What a file holds, or why it cannot be read, as the end of a sentence that begins with the file. */
export type BytesRead = { ok: true; bytes: Buffer } | { ok: false; isMissing: boolean; problem: string };

/** Bounds of the waiting for a pipe, in milliseconds. */
export interface PipeLimits {
  /** For somebody who writes into it. */
  writerMs: number;
  /** For more, from somebody who has it open: a password manager may have to ask a person first. */
  moreMs: number;
  /** After this, it is said what is waited for. */
  sayAfterMs: number;
}

const DEFAULT_LIMITS: PipeLimits = { writerMs: 10_000, moreMs: 60_000, sayAfterMs: 500 };

/** What is handed on goes through an environment, which has limits of its own. */
const MAX_BYTES = 64 * 1024;

const PAUSE_MS = 20;

const handedOn = z.object({
  path: z.string(),
  content: z.base64().optional(),
  problem: z.string().optional(),
});

/** Reads a file, or what was handed on of it through `environment`. Never throws. */
export function readOnce(
  path: string,
  environment: NodeJS.ProcessEnv = process.env,
  limits: Partial<PipeLimits> = {},
): BytesRead {
  const given = handedOn.safeParse(parseJson(environment[PASSED_SETTINGS_VARIABLE] ?? ''));
  if (given.success && given.data.path === path) {
    const { content, problem } = given.data;
    return content === undefined
      ? { ok: false, isMissing: false, problem: problem ?? '' }
      : { ok: true, bytes: Buffer.from(content, 'base64') };
  }
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return { ok: false, isMissing: false, problem: 'is a folder' };
    // What stands there under a number is another file in each process.
    if (stat.isFile() && !/^\/(?:dev|proc)\//.test(path)) return { ok: true, bytes: readFileSync(path) };
  } catch (error) {
    return readProblem(error, path);
  }
  const read = readPipe(path, { ...DEFAULT_LIMITS, ...limits });
  environment[PASSED_SETTINGS_VARIABLE] = JSON.stringify({
    path,
    ...(read.ok ? { content: read.bytes.toString('base64') } : { problem: read.problem }),
  });
  return read;
}

/** Neither the opening nor the reading blocks, so that the waiting has an end whatever becomes of the writer. */
function readPipe(path: string, { writerMs, moreMs, sayAfterMs }: PipeLimits): BytesRead {
  let file: number | undefined;
  try {
    // Windows has no such flag, and no such pipes.
    file = openSync(path, constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0));
    // Of a pipe, nothing to read means that nobody has it open for writing: not yet, or not any more.
    const isPipe = fstatSync(file).isFIFO();
    const began = Date.now();
    let last = began;
    let isWritten = false;
    let said = false;
    const chunks: Buffer[] = [];
    let size = 0;
    for (;;) {
      const chunk = readChunk(file);
      if (chunk === 'none yet') isWritten = true;
      else if (chunk.length === 0) {
        if (size > 0 || !isPipe) return { ok: true, bytes: Buffer.concat(chunks) };
        isWritten = false;
      } else {
        chunks.push(chunk);
        size += chunk.length;
        last = Date.now();
        if (size > MAX_BYTES) return { ok: false, isMissing: false, problem: 'gives more than 64 KiB' };
        continue;
      }
      const waitedMs = Date.now() - (isWritten ? last : began);
      if (!said && Date.now() - began >= sayAfterMs) {
        said = true;
        console.error(`Waiting for settings: ${path} is a pipe, and nothing has come out of it yet …`);
      }
      if (waitedMs >= (isWritten ? moreMs : writerMs))
        return pipeTimeout(isWritten, isWritten ? moreMs : writerMs);
      // The settings are read before anything else can be done: nothing is kept waiting by this.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  } catch (error) {
    return readProblem(error, path);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function pipeTimeout(isWritten: boolean, ms: number): BytesRead {
  const seconds = String(Math.round(ms / 100) / 10);
  return {
    ok: false,
    isMissing: false,
    problem: isWritten
      ? `is a pipe, and whoever writes into it has not come to an end within ${seconds} s`
      : `is a pipe that nobody writes into: nothing came out of it within ${seconds} s`,
  };
}

function readChunk(file: number): Buffer | 'none yet' {
  const buffer = Buffer.alloc(16_384);
  try {
    return buffer.subarray(0, readSync(file, buffer));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 'none yet';
    if ((error as NodeJS.ErrnoException).code === 'EOF') return buffer.subarray(0, 0);
    throw error;
  }
}

function readProblem(error: unknown, path: string): BytesRead {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT') return { ok: false, isMissing: false, problem: `cannot be read (${code})` };
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
    return { ok: false, isMissing: false, problem: 'is a link to a file that does not exist' };
  return { ok: false, isMissing: true, problem: 'does not exist' };
}
