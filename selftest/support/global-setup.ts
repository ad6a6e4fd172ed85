import { ensureBrowser } from '../../helpers/browser/install.ts';

/** Installs a browser if the machine has none, because the tests also sign in in a real browser. */
export default async function globalSetup(): Promise<void> {
  const missing = await ensureBrowser({ configured: process.env['KEYTURN_BROWSER'] }, (line) =>
    console.log(line),
  );
  if (missing !== undefined) throw missing;
}
