// Stands between a tool and the emulated tenant, and records each call with its answer and its times.
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, request } from 'node:http';

/**
 * @typedef {object} RecordedCall
 * @property {number} from when it arrived, in milliseconds since 1970
 * @property {number} to when it was answered
 * @property {string} method
 * @property {string} url path and query, as they were sent
 * @property {Record<string, string>} headers
 * @property {string} body
 * @property {Answer} answer
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} type its content type; empty if it has none
 * @property {string[]} cookies
 * @property {string} body
 */

/**
 * Starts to record.
 * @param {string} origin of the tenant
 */
export async function startRecorder(origin) {
  const { hostname, port } = new URL(origin);
  /** @type {RecordedCall[]} */
  const calls = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const from = Date.now();
      const body = await bytesOf(incoming);
      const { method = 'GET', url = '/', headers } = incoming;
      const sent = request({ hostname, port, method, path: url, headers });
      sent.end(body);
      /** @type {[import('node:http').IncomingMessage]} */
      const [answer] = /** @type {any} */ (await once(sent, 'response'));
      const answered = await bytesOf(answer);
      calls.push({
        ...{ from, to: Date.now(), method, url, body: body.toString() },
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
        ),
        answer: {
          status: answer.statusCode ?? 0,
          type: answer.headers['content-type'] ?? '',
          cookies: answer.headers['set-cookie'] ?? [],
          body: answered.toString(),
        },
      });
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(answered);
    })().catch(() => outgoing.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The recorder has no port.');
  return {
    origin: `http://127.0.0.1:${String(address.port)}`,
    /** The calls since the last time that somebody asked, in the order in which they arrived. */
    take: () => calls.splice(0).sort((a, b) => a.from - b.from),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @param {AsyncIterable<Buffer>} stream */
async function bytesOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * The length of the chain of calls that waited for one another: as many calls as can be chosen so that each arrived after the one
 * before was answered.
 * @param {readonly Pick<RecordedCall, 'from' | 'to'>[]} calls
 */
export function chainOf(calls) {
  let length = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of calls.toSorted((a, b) => a.to - b.to)) {
    if (from < end) continue;
    length++;
    end = to;
  }
  return length;
}
