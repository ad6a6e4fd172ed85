// `npm run screenshots`: hands over to Playwright with the configuration of this folder.
import '../../bin/node-version.mjs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const CONFIG = fileURLToPath(new URL('playwright.config.ts', import.meta.url));

process.argv.splice(2, Infinity, 'test', '--config', CONFIG, ...process.argv.slice(2));
createRequire(import.meta.url)('@playwright/test/cli');
