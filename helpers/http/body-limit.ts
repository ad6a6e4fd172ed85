/**
 * Bounds the memory that an answer can take. Playwright takes in whatever comes, and unpacks it as well, until its
 * time is up: at full speed that is gigabytes, and a page of 1 kB, well packed, is as much. It has no limit to set.
 *
 * So the answer is watched one level below, where Node announces each request that it makes (`diagnostics_channel`):
 * a body that is declared or grows too long ends the request, and one that is packed is unpacked here, within the limit.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { messageOf } from '../verdict/errors.ts';

/** Why a body was not taken: a clause. */
export class BodyRefused extends Error {}

/** How often it is looked how much has come: in this time a fast network brings some 10 MiB. */
const POLL_INTERVAL_MS = 10;

/** A call that is being made, and why it was ended if it was. */
interface Watched {
  longest: number;
  refused: BodyRefused | undefined;
  onResponse: ((response: IncomingMessage) => void) | undefined;
}

const watched = new AsyncLocalStorage<Watched>();
let listening = false;

/**
 * Makes a request, which must be a single one, and ends it when more than `longest` bytes of a body come. What it
 * returns is still packed, if the tenant packed it: see {@link unpack}.
 *
 * @param onResponse is shown the answer when its headers have come, and the connection that it came on.
 * @throws {BodyRefused} when it was ended.
 */
export async function withBodyLimit<T>(
  longest: number,
  request: () => Promise<T>,
  onResponse?: (response: IncomingMessage) => void,
): Promise<T> {
  if (!listening) subscribe('http.client.request.start', onRequest);
  listening = true;
  const call: Watched = { longest, refused: undefined, onResponse };
  try {
    return await watched.run(call, request);
  } catch (error) {
    throw call.refused ?? error;
  }
}

/**
 * A body as it was before it was packed.
 *
 * @throws {BodyRefused} when it is longer than `longest`, or damaged.
 */
export function unpack(body: Buffer, encoding: string | undefined, longest: number): Buffer {
  const method = DECOMPRESSORS[encoding?.trim().toLowerCase() ?? ''];
  if (method === undefined || body.length === 0) return body;
  try {
    return method(body, { maxOutputLength: longest });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLong(longest);
    throw new BodyRefused(`its answer could not be unpacked (${messageOf(error)})`);
  }
}

type Unpack = (body: Buffer, options: { maxOutputLength: number }) => Buffer;

const DECOMPRESSORS: Partial<Record<string, Unpack>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateSync,
};

function onRequest(message: unknown): void {
  const call = watched.getStore();
  if (call === undefined) return;
  const { request } = message as { request: ClientRequest };
  // Before Playwright's own listener, which would begin to unpack.
  request.prependOnceListener('response', (response) => watch(call, request, response));
}

function watch(call: Watched, request: ClientRequest, response: IncomingMessage): void {
  call.onResponse?.(response);
  // Playwright unpacks by this; the header itself is still shown.
  delete response.headers['content-encoding'];
  const end = () => {
    call.refused = tooLong(call.longest);
    request.destroy(call.refused);
  };
  if (Number(response.headers['content-length'] ?? 0) > call.longest) {
    end();
    return;
  }
  const { socket } = response;
  const before = socket.bytesRead;
  const looking = setInterval(() => {
    if (socket.bytesRead - before > call.longest) end();
  }, POLL_INTERVAL_MS);
  request.once('close', () => clearInterval(looking));
}

function tooLong(longest: number): BodyRefused {
  return new BodyRefused(`it answered with more than ${String(Math.floor(longest / 1024))} KiB`);
}
