/**
 * Limits the memory that an answer can take. Playwright reads and decompresses everything that arrives until the call
 * times out. At full speed that can be gigabytes, and so can a well compressed page of 1 kB. Playwright has no setting
 * for this.
 *
 * So the answer is watched one level below, where Node announces each request (`diagnostics_channel`). A body that is
 * declared or grows too long ends the request. A compressed body is decompressed here, within the limit.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { messageOf } from '../verdict/errors.ts';

/** Why a body was refused, as a clause. */
export class BodyRefused extends Error {}

/** Time between two checks of the size, in ms. A fast network delivers about 10 MiB in this time. */
const POLL_INTERVAL_MS = 10;

/** A running call, and why it was ended, if it was. */
interface Watched {
  longest: number;
  refused: BodyRefused | undefined;
  onResponse: ((response: IncomingMessage) => void) | undefined;
}

const watched = new AsyncLocalStorage<Watched>();
let listening = false;

/**
 * Makes a single request, and ends it when the body is longer than `longest` bytes. If the tenant
 * compressed the body, the result is still compressed: see {@link unpack}.
 *
 * @param onResponse gets the response, with its connection, as soon as the headers have arrived
 * @throws {BodyRefused} if the request was ended
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
 * Decompresses a body.
 *
 * @throws {BodyRefused} if it is longer than `longest`, or damaged
 */
export function unpack(body: Buffer, encoding: string | undefined, longest: number): Buffer {
  const method = DECOMPRESSORS[encoding?.trim().toLowerCase() ?? ''];
  if (method === undefined || body.length === 0) return body;
  try {
    return method(body, { maxOutputLength: longest });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLong(longest);
    throw new BodyRefused(`the answer could not be decompressed (${messageOf(error)})`);
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
  // Runs before Playwright's own listener, which would begin to decompress.
  request.prependOnceListener('response', (response) => watch(call, request, response));
}

function watch(call: Watched, request: ClientRequest, response: IncomingMessage): void {
  call.onResponse?.(response);
  // Playwright decompresses if it finds this header. The raw headers still contain it for the record.
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
  return new BodyRefused(`the answer is larger than ${String(Math.floor(longest / 1024))} KiB`);
}
