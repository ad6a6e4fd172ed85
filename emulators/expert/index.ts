/** A NICE CXone Expert site on this machine, started in this process. */
import { listen, type Listening } from '../common/listen.ts';
import { withVariation } from '../common/overlays.ts';
import { createApp } from './app.ts';
import { served } from './behavior.ts';
import { createOperations, type Operations } from './operations.ts';
import { options as optionSet, type ExpertOptions } from './site/options.ts';
import { seed } from './site/seed.ts';
import { SiteState } from './site/state.ts';
import { VARIATIONS } from './variations/index.ts';
import { createWitness, type Witness } from './witness.ts';

export type { ExpertOptions } from './site/options.ts';
export interface ExpertEmulator {
  /** `http://127.0.0.1:PORT` or, over HTTPS, another origin. */
  baseUrl: string;
  /** The TCP port on 127.0.0.1. */
  port: number;
  /** User 1, not the site owner. The password is new with every start. */
  admin: { id: number; username: string; password: string };
  /** A server API token and the name of the admin that it may act as; null if the site has none. */
  serverToken: { key: string; secret: string; user: string } | null;
  /** The site's apikey, which allows everything. */
  apikey: string;
  witness: Witness;
  operations: Operations;
  changeCertificate: Listening['changeCertificate'];
  /** Stops listening and drops open connections at once. */
  close: () => Promise<void>;
}

/** Starts a site that shares nothing with other sites. */
export async function startExpert(options: Partial<ExpertOptions> = {}): Promise<ExpertEmulator> {
  const site = served(new SiteState(optionSet.complete(withVariation(VARIATIONS, options))));
  const { admin, adminPassword } = seed(site);
  site.settle();
  const witness = createWitness(site);
  const operations = createOperations(site, admin);
  const { id, username } = admin;
  const { port: wantedPort, secure } = site.options;
  const { baseUrl, port, changeCertificate, close } = await listen(createApp(site), wantedPort, secure);
  site.baseUrl = baseUrl;
  return {
    baseUrl,
    port,
    admin: { id, username, password: adminPassword },
    serverToken: site.serverToken === null ? null : { ...site.serverToken, user: username },
    apikey: site.apikey,
    witness,
    operations,
    changeCertificate,
    close,
  };
}
