/** Examines one tenant, and revokes what that took, however it ends. */
import { Browsers } from '../browser/open.ts';
import { passcodeSource } from '../passcode/index.ts';
import type { Examined, OnStart } from '../preflight/requirements.ts';
import { secrets } from '../secrets/registry.ts';
import type { Settings } from '../settings/settings.ts';
import { openConnection } from '../systems/open.ts';
import type { Target } from '../systems/targets.ts';
import { NotTried } from '../verdict/errors.ts';

/** How a tenant is examined. */
export interface Ways {
  settings: Settings;
  /** Whether a browser was seen to start. */
  hasBrowser: boolean;
  /** Whether the passcode source is tried. */
  triesPasscodes: boolean;
  /** Called with the sentence of each requirement, before it is checked. */
  onStart: OnStart;
  /** Called when the tenant makes this wait. */
  onWait: (ms: number, reason: string) => void;
  /** Aborted when the examination must end. What it obtained is revoked first. */
  stop: AbortSignal;
}

/** How long a check that is under way may take when the examination must end, in ms. Longer than any single call. */
const LAST_CHECK_MS = 30_000;

/** Examines a tenant. Whatever stops it, the last items are about what became of its token. */
export async function* examineTenant(
  { system, tenant }: Target & { tenant: string },
  { settings, hasBrowser, triesPasscodes, onStart, onWait, stop }: Ways,
): AsyncGenerator<Examined, void> {
  const onTenant = system.onTenant();
  const { newTransport, ...parts } = openConnection(system, onTenant, settings, { baseUrl: tenant, onWait });
  const transport = newTransport();
  const browsers = new Browsers(settings);
  const examination = onTenant.examination({ ...parts, transport }, settings, {
    browser: (options) =>
      hasBrowser ? browsers.open(options) : Promise.reject(new NotTried('there is no working browser yet')),
    passcodes: passcodeSource(settings, secrets),
    triesPasscodes,
  });
  const stopped = new Promise<'stopped'>((resolve) => {
    stop.addEventListener('abort', () => setTimeout(resolve, LAST_CHECK_MS, 'stopped').unref(), {
      once: true,
    });
  });
  try {
    const items = examination.examine(onStart);
    while (!stop.aborted) {
      const next = await Promise.race([items.next(), stopped]);
      if (next === 'stopped' || next.done === true) break;
      yield next.value;
    }
  } finally {
    yield* await examination.finish();
    await Promise.allSettled([transport.dispose(), browsers.close()]);
  }
}
