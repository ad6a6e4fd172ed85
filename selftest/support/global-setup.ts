import { ensureBrowser } from '../../helpers/browser/install.ts';

/** The notebook runs in a real browser here as well, so this installs one if the machine has none. */
export default async function globalSetup(): Promise<void> {
  const missing = await ensureBrowser({ configured: process.env['KEYTURN_BROWSER'] }, (line) =>
    console.log(line),
  );
  if (missing !== undefined) throw new Error(missing);
}
