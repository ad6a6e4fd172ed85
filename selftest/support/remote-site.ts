/** An emulated Expert site that looks like one on the internet: over HTTPS, under a host name, and through a company's proxy. */
import { writeFileSync } from 'node:fs';
import { makeCertificates } from '../../emulators/common/certificates.ts';
import { startForwardProxy } from '../../emulators/common/forward-proxy.ts';
import { type ExpertEmulator, startExpert } from '../../emulators/expert/index.ts';
import { expertSettingsFor } from './settings-for.ts';

export interface RemoteSite {
  host: string;
  emulator: ExpertEmulator;
  /** Gives the site a certificate of another authority. Open connections keep the one before for one more request. */
  changeCertificate: () => void;
  /** What `.env` must contain. */
  env: Record<string, string>;
  /** What the environment must contain, because that of this machine may contain another value. */
  environment: Record<string, string>;
  close: () => Promise<void>;
}

/**
 * Starts one. Unlike an emulator on this machine, it counts as a tenant for `npm run gate`.
 *
 * @param authorityFile where to write the certificate of its authority
 * @param options.nextIsTrusted whether the file also contains the authority of the certificate that {@link RemoteSite.changeCertificate} sets
 * @param options the others are those of the emulator
 */
export async function startRemoteSite(
  authorityFile: string,
  {
    host = 'acme.mindtouch.example',
    nextIsTrusted = false,
    ...options
  }: Parameters<typeof startExpert>[0] & { host?: string; nextIsTrusted?: boolean } = {},
): Promise<RemoteSite> {
  const { authority, certificate, key } = makeCertificates(host);
  const next = makeCertificates(host);
  writeFileSync(authorityFile, nextIsTrusted ? `${authority}\n${next.authority}` : authority);
  const emulator = await startExpert({
    ...options,
    secure: { certificate, key, originAt: () => `https://${host}` },
  });
  const proxy = await startForwardProxy({ port: 0, routes: new Map([[`${host}:443`, emulator.port]]) });
  return {
    host,
    emulator,
    changeCertificate: () => emulator.changeCertificate(next),
    env: {
      ...expertSettingsFor(emulator),
      KEYTURN_WRITE_HOSTS: host,
      HTTPS_PROXY: proxy.url,
    },
    environment: { NODE_EXTRA_CA_CERTS: authorityFile },
    close: async () => {
      await proxy.close();
      await emulator.close();
    },
  };
}
