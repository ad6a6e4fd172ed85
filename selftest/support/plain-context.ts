/**
 * Requests without Playwright's overhead: its steps, stacks and messages to the runner take ten times as long as an
 * emulator needs to answer. This implements only what the transport needs from a request context. It keeps no cookies
 * and follows no redirects.
 */
import { Agent, type IncomingMessage, request } from 'node:http';
import type { APIResponse } from 'playwright';
import type { NewContext } from '../../helpers/http/client.ts';

const agent = new Agent({ keepAlive: true });

export const plainContext: NewContext = ({ userAgent = '', extraHTTPHeaders = {} } = {}) =>
  Promise.resolve({
    fetch: async (url, { method = 'GET', headers = {}, data, timeout = 0 } = {}) => {
      if (typeof url !== 'string') throw new Error('plainContext expects the URL as a string');
      const sent = request(url, {
        agent,
        method,
        headers: { 'User-Agent': userAgent, ...extraHTTPHeaders, ...headers },
        signal: AbortSignal.timeout(timeout),
      });
      const body = Buffer.isBuffer(data) ? data : undefined;
      if (body !== undefined) sent.setHeader('Content-Length', body.length);
      const answer = await new Promise<IncomingMessage>((came, failed) => {
        sent.once('response', came);
        sent.once('error', failed);
        sent.end(body);
      });
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      return responseOf(answer, Buffer.concat(chunks));
    },
    dispose: () => Promise.resolve(),
  });

function responseOf({ statusCode = 0, headers }: IncomingMessage, body: Buffer): APIResponse {
  const joined = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join('\n') : (value ?? ''),
  ]);
  const response: Pick<APIResponse, 'status' | 'headers' | 'body' | 'dispose'> = {
    status: () => statusCode,
    headers: () => Object.fromEntries(joined) as Record<string, string>,
    body: () => Promise.resolve(body),
    dispose: () => Promise.resolve(),
  };
  return response as APIResponse;
}
