/** Finds the secrets in the settings, and adds them to the registry. */
import { secretsInProxy } from '../http/proxy.ts';
import { secretsInMailbox } from '../passcode/imap-url.ts';
import type { SecretKind } from '../secrets/kinds.ts';
import type { SecretOwner } from '../secrets/names.ts';
import type { SecretRegistry } from '../secrets/registry.ts';
import { PROXY_NAMES } from './run.ts';
import type { Values } from './values.ts';
import type { Variables } from './variables.ts';
import { secretsInWebhook } from './webhook.ts';

/** A secret and the variable that contains it. */
export interface SecretSetting {
  value: string;
  kind: SecretKind;
  source: string;
}

/**
 * Returns the secrets among these values: those of variables declared as secret, and those in the URL of a proxy, a mailbox or a
 * webhook.
 */
export function secretsIn(values: Values, variables: Variables): SecretSetting[] {
  const declared = [...variables].flatMap(({ name, secret }) =>
    secret === undefined ? [] : { value: values[name] ?? '', kind: secret, source: name },
  );
  const ofProxies = PROXY_NAMES.flatMap((source) =>
    secretsInProxy(values[source] ?? '').map((value) => ({ value, kind: 'password' as const, source })),
  );
  const mailbox = 'KEYTURN_PASSCODE_IMAP';
  const ofMailbox = secretsInMailbox(values[mailbox] ?? '').map((value) => ({
    value,
    kind: 'password' as const,
    source: mailbox,
  }));
  const ofWebhook = secretsInWebhook(values['KEYTURN_NOTIFY_URL'] ?? '').map((value) => ({
    value,
    kind: 'access token' as const,
    source: 'KEYTURN_NOTIFY_URL',
  }));
  return [...declared, ...ofProxies, ...ofMailbox, ...ofWebhook].filter(({ value }) => value !== '');
}

/** Adds the secrets of the settings to a registry, and marks the other values as public. */
export function teach(
  { secrets, publicValues }: { secrets: readonly SecretSetting[]; publicValues: Values },
  registry: Pick<SecretRegistry, 'learn' | 'markPublic'>,
): void {
  for (const text of Object.values(publicValues)) if (text !== undefined) registry.markPublic(text);
  for (const { value, kind, source } of secrets) registry.learn(value, kind, source, ownerOf(source));
}

/** Returns the identity that a variable belongs to, by its name. */
function ownerOf(variable: string): SecretOwner | undefined {
  if (variable.includes('_ADMIN_')) return 'admin';
  return variable.includes('_TEST_USER_') ? 'test user' : undefined;
}
