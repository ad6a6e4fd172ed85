// `npm run screenshots`: hands over to Playwright with the configuration of this folder.
import '../../bin/node-version.mjs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const CONFIG = fileURLToPath(new URL('playwright.config.ts', import.meta.url));

const HELP = `Takes the pictures of the executed notebook that the README shows, and writes them to docs/images/. Needs no tenant
and ignores .env.

  npm run screenshots                all of them
  npm run screenshots -- --headed    the same, with the browser visible (flags of "npx playwright test" work)`;

if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
  console.log(HELP);
  process.exit(0);
}
process.argv.splice(2, Infinity, 'test', '--config', CONFIG, ...process.argv.slice(2));
createRequire(import.meta.url)('@playwright/test/cli');
