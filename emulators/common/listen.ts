/** Makes an application listen on a port of this machine. */
import { createAdaptorServer } from '@hono/node-server';
import type { Server, ServerResponse } from 'node:http';
import { createServer as createSecureServer, Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { App } from './env.ts';

export interface Listening {
  /** `http://127.0.0.1:PORT` or, with a {@link SecureHost}, its origin. */
  baseUrl: string;
  /** The TCP port on 127.0.0.1. */
  port: number;
  /**
   * New connections get this certificate. Each open connection answers one more request, and ends.
   *
   * @throws {Error} if the emulator is not reached over HTTPS
   */
  changeCertificate: (pair: CertificateAndKey) => void;
  /** Stops listening and drops open connections at once. */
  close: () => Promise<void>;
}

/** A certificate with its key, both as PEM. */
interface CertificateAndKey {
  certificate: string;
  key: string;
}

/** With it, an emulator is reached over HTTPS, under another name than 127.0.0.1. */
export interface SecureHost extends CertificateAndKey {
  /** The origin under which clients reach the port, such as `https://acme.zendesk.com`. */
  originAt: (port: number) => string;
}

/** @param port 0 for a free one */
export async function listen(app: App, port: number, secure?: SecureHost): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    ...(secure === undefined
      ? {}
      : { createServer: createSecureServer, serverOptions: { cert: secure.certificate, key: secure.key } }),
  }) as Server;
  await bind(server, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    baseUrl: secure?.originAt(bound) ?? `http://127.0.0.1:${bound}`,
    port: bound,
    changeCertificate: ({ certificate, key }) => {
      if (!(server instanceof SecureServer)) throw new Error('This emulator has no certificate.');
      server.setSecureContext({ cert: certificate, key });
      server.prependListener('request', (_, response: ServerResponse) => (response.shouldKeepAlive = false));
    },
    close: () => closed(server),
  };
}

/** Binds a server to 127.0.0.1. */
export function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Stops a server, and drops its open connections. Those that it handed over, such as tunnels, are not among them. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
