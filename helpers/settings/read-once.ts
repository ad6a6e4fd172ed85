/**
 * Reads the bytes of the settings file. A pipe (`mkfifo`, `<(…)`, a password manager's) can be read only once, but every
 * process of a run loads the settings. So the first process reads it, and passes the bytes on to the processes that it starts.
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

/** The bytes of a file, or why it cannot be read, as the end of a sentence that begins with the file. */
export type BytesRead = { ok: true; bytes: Buffer } | { ok: false; isMissing: boolean; problem: string };

/** Time limits for reading a pipe, in ms. */
export interface PipeLimits {
  /** How long to wait for a writer to open the pipe. */
  writerMs: number;
  /** How long to wait for more data while a writer has it open. A password manager may have to ask a person first. */
  moreMs: number;
  /** After this, the console shows what the run is waiting for. */
  sayAfterMs: number;
}

const DEFAULT_LIMITS: PipeLimits = { writerMs: 10_000, moreMs: 60_000, sayAfterMs: 500 };

/** The bytes are passed on in an environment variable, and systems limit its length. */
const MAX_BYTES = 64 * 1024;

const PAUSE_MS = 20;

const passedOn = z.object({
  path: z.string(),
  content: z.base64().optional(),
  problem: z.string().optional(),
});

/** Reads a file, or returns the bytes that were passed on in `environment`. Never throws. */
export function readOnce(
  path: string,
  environment: NodeJS.ProcessEnv = process.env,
  limits: Partial<PipeLimits> = {},
): BytesRead {
  const given = passedOn.safeParse(parseJson(environment[PASSED_SETTINGS_VARIABLE] ?? ''));
  if (given.success && given.data.path === path) {
    const { content, problem } = given.data;
    return content === undefined
      ? { ok: false, isMissing: false, problem: problem ?? '' }
      : { ok: true, bytes: Buffer.from(content, 'base64') };
  }
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return { ok: false, isMissing: false, problem: 'is a folder' };
    // A descriptor in /dev/fd or /proc is a different file in each process, so its bytes are passed on.
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

/** Opens and reads without blocking, so that the time limits apply whatever the writer does. */
function readPipe(path: string, { writerMs, moreMs, sayAfterMs }: PipeLimits): BytesRead {
  let file: number | undefined;
  try {
    // Windows has neither this flag nor such pipes.
    file = openSync(path, constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0));
    // If a pipe has nothing to read, no process has it open for writing: not yet, or no longer.
    const isPipe = fstatSync(file).isFIFO();
    const began = Date.now();
    let last = began;
    let isWritten = false;
    let said = false;
    const chunks: Buffer[] = [];
    let size = 0;
    for (;;) {
      const chunk = readChunk(file);
      if (chunk === 'no data yet') isWritten = true;
      else if (chunk.length === 0) {
        if (size > 0 || !isPipe) return { ok: true, bytes: Buffer.concat(chunks) };
        isWritten = false;
      } else {
        chunks.push(chunk);
        size += chunk.length;
        last = Date.now();
        if (size > MAX_BYTES) return { ok: false, isMissing: false, problem: 'is larger than 64 KiB' };
        continue;
      }
      const waitedMs = Date.now() - (isWritten ? last : began);
      if (!said && Date.now() - began >= sayAfterMs) {
        said = true;
        console.error(`Waiting for settings from the pipe ${path} …`);
      }
      if (waitedMs >= (isWritten ? moreMs : writerMs))
        return pipeTimeout(isWritten, isWritten ? moreMs : writerMs);
      // Blocking is fine here, because nothing else can start before the settings are read.
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
      ? `is a pipe that was not closed by its writer within ${seconds} s`
      : `is a pipe without a writer: no data within ${seconds} s`,
  };
}

function readChunk(file: number): Buffer | 'no data yet' {
  const buffer = Buffer.alloc(16_384);
  try {
    return buffer.subarray(0, readSync(file, buffer));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 'no data yet';
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
