// How to use `npm run emulator`. Plain JavaScript, so that the help appears without TypeScript and without the emulators, which
// take seconds to load.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Each system has a folder. */
const SYSTEMS = readdirSync(HERE).filter((name) => existsSync(join(HERE, name, 'system.ts')));

export const USAGE = `Usage: npm run emulator -- SYSTEM [--port N] [--set option=value ...] [--write-env PATH]
                                  [--tls HOST] [--proxy [--proxy-port N] [--proxy-user NAME:PASSWORD]] [--help]

  SYSTEM           ${SYSTEMS.join(', ')}
  --port N         TCP port on 127.0.0.1 (default: a free one)
  --set NAME=VALUE sets an option of the tenant; can be repeated
  --write-env PATH writes the lines for .env into a file that only you can read
  --tls HOST       serves HTTPS instead of HTTP, with a certificate for HOST and localhost, whose authority is written
                   into a file. Without --proxy, HOST must lead to 127.0.0.1 (in your hosts file)
  --proxy          starts a proxy like a company's, for HTTPS_PROXY. It leads to the emulator and to nothing else; with
                   --tls, https://HOST leads there, so that the emulator looks like a tenant on the internet
  --proxy-port N   its TCP port on 127.0.0.1 (default: a free one)
  --proxy-user NAME:PASSWORD
                   what the proxy requires (default: nothing)
  --help           shows this help; with a SYSTEM, all of its options

It prints the lines for .env, and then what an admin would find on the tenant's screens, for a person who types it
(npm run setup).`;
