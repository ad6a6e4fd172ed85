/** What in the settings is secret, and telling it to whoever covers secrets. */
import { secretsInProxy } from '../http/proxy.ts';
import type { SecretKind } from '../secrets/kinds.ts';
import type { SecretRegistry } from '../secrets/registry.ts';
import { PROXY_NAMES } from './run.ts';
import type { Values } from './values.ts';
import type { Variables } from './variables.ts';

/** A secret, and the variable that it stands in. */
export interface SecretSetting {
  value: string;
  kind: SecretKind;
  source: string;
}

/** The secrets among these values: of the variables that are declared so, and those in a proxy's address. */
export function secretsIn(values: Values, variables: Variables): SecretSetting[] {
  const declared = [...variables].flatMap(({ name, secret }) =>
    secret === undefined ? [] : { value: values[name] ?? '', kind: secret, source: name },
  );
  const ofProxies = PROXY_NAMES.flatMap((source) =>
    secretsInProxy(values[source] ?? '').map((value) => ({ value, kind: 'password' as const, source })),
  );
  return [...declared, ...ofProxies].filter(({ value }) => value !== '');
}

/** Tells a registry what in the settings is secret, and what is not. */
export function teach(
  { secrets, open }: { secrets: readonly SecretSetting[]; open: Values },
  registry: Pick<SecretRegistry, 'learn' | 'markPublic'>,
): void {
  for (const text of Object.values(open)) if (text !== undefined) registry.markPublic(text);
  for (const { value, kind, source } of secrets) registry.learn(value, kind, source);
}
