/**
 * The settings of commands that call another host than a tenant: `npm run notify` and `npm run nights`. They are read even if
 * there are mistakes in other settings, because a run that was blocked by such a mistake is worth a message.
 */
import { type Proxy, readProxy } from '../http/proxy.ts';
import { addNew, type Mistake } from './mistake.ts';
import { PROXY_NAMES, proxyOf, runSettings } from './run.ts';
import type { Values } from './values.ts';

/** The beginnings of the names of these settings. An unknown name that begins like this is a misspelled one. */
const NAMES: readonly string[] = [
  'KEYTURN_NOTIFY',
  'KEYTURN_RESULTS',
  'KEYTURN_HISTORY',
  'NODE_EXTRA_CA_CERTS',
  ...PROXY_NAMES,
];

/** What such a command needs. */
export interface Outside {
  /** The company's proxy. */
  proxy: Proxy | undefined;
  /** The absolute path of a file of PEM certificates, in addition to those of Node. */
  extraCertificates: string | undefined;
  /** The URL of the webhook, which is a secret. */
  webhook: string | undefined;
  /** The absolute path of the message's template. */
  template: string | undefined;
  /** The mistakes in these settings, and in where the records are. */
  mistakes: Mistake[];
}

/**
 * @param values the settings without those that are written wrongly
 * @param mistakes all mistakes
 * @param unread the mistakes of a file that could not be read: any setting may be in it
 */
export function outsideOf(values: Values, mistakes: readonly Mistake[], unread: readonly Mistake[]): Outside {
  const { shape } = runSettings;
  const found = [...unread];
  addNew(
    found,
    mistakes.filter(({ variable }) => NAMES.some((name) => variable.startsWith(name))),
  );
  // For a run, a proxy's URL is a mistake only if a tenant is called.
  const proxy = PROXY_NAMES.find((name) => values[name] !== undefined);
  const read = proxy === undefined ? undefined : readProxy(values[proxy] ?? '');
  if (proxy !== undefined && read?.ok === false)
    addNew(found, [{ variable: proxy, problem: read.problem, remedy: runSettings.variables[proxy] }]);
  return {
    proxy: proxyOf(values),
    extraCertificates: shape.NODE_EXTRA_CA_CERTS.safeParse(values['NODE_EXTRA_CA_CERTS']).data,
    webhook: shape.KEYTURN_NOTIFY_URL.safeParse(values['KEYTURN_NOTIFY_URL']).data,
    template: shape.KEYTURN_NOTIFY_TEMPLATE.safeParse(values['KEYTURN_NOTIFY_TEMPLATE']).data,
    mistakes: found,
  };
}
