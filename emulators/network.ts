/** How a manually started emulator is reached: over HTTPS, under a host name, and through a proxy. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from './command-line.ts';
import { makeCertificates } from './common/certificates.ts';
import { startForwardProxy } from './common/forward-proxy.ts';
import type { SecureHost } from './common/listen.ts';

/** A certificate for the requested host, and the file with its authority. */
export interface Secured {
  host: SecureHost;
  authorityFile: string;
  /** Removes the file. */
  remove: () => Promise<void>;
}

/** Makes the certificate for --tls; undefined if HTTPS was not requested. */
export async function secure({ tls, proxy }: Arguments): Promise<Secured | undefined> {
  if (tls === undefined) return undefined;
  const { authority, certificate, key } = makeCertificates(tls);
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-emulator-'));
  const authorityFile = join(folder, 'ca.pem');
  await writeFile(authorityFile, authority);
  return {
    // Through the proxy, the emulator is on the usual port. Clients reach this machine without it.
    host: {
      certificate,
      key,
      originAt: (port) => `https://${tls}${proxy === undefined || isThisMachine(tls) ? `:${port}` : ''}`,
    },
    authorityFile,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}

/** A way to the emulator: lines for .env, and what a person has to know or do. */
export interface WayIn {
  environment: string[];
  hints: string[];
  close: () => Promise<void>;
}

/** Starts the proxy, if one was requested. */
export async function openWayIn(
  { tls, proxy }: Arguments,
  port: number,
  secured: Secured | undefined,
): Promise<WayIn> {
  const environment: string[] = [];
  const hints: string[] = [];
  let close = (): Promise<void> => Promise.resolve();
  if (tls !== undefined && secured !== undefined) {
    environment.push(`NODE_EXTRA_CA_CERTS=${quoted(secured.authorityFile)}`);
    hints.push(
      'API calls trust its certificate because of NODE_EXTRA_CA_CERTS. The browser uses the certificates of the system; on Linux:',
      `  certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n keyturn-emulator -i ${secured.authorityFile}`,
      'and after the emulator has stopped: certutil -d sql:$HOME/.pki/nssdb -D -n keyturn-emulator',
      `The authority is new with every start, and can vouch for ${tls} and localhost only.`,
    );
    if (proxy === undefined && !isThisMachine(tls))
      hints.push(`Your hosts file must contain: 127.0.0.1 ${tls} (or start the emulator with --proxy).`);
    if (!isThisMachine(tls)) hints.push(`Keyturn calls ${tls} only if KEYTURN_WRITE_HOSTS lists it.`);
  }
  if (proxy !== undefined) {
    const routes = new Map(
      tls === undefined
        ? [`127.0.0.1:${port}`, `localhost:${port}`].map((target) => [target, port])
        : [[`${tls}:443`, port]],
    );
    const { url, close: closeProxy } = await startForwardProxy({ ...proxy, routes });
    close = closeProxy;
    environment.push(`HTTPS_PROXY=${quoted(url)}`);
    hints.push(`The proxy leads to ${[...routes.keys()].join(' and ')}, and refuses everything else.`);
  }
  return { environment, hints, close };
}

/** A value as .env needs it: in quotes if it contains more than what is literal there. */
function quoted(value: string): string {
  return /^[\w:/.@%+~-]*$/.test(value) ? value : `'${value}'`;
}
