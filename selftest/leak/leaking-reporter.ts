/** A reporter that leaks a secret from the settings through the channels that `LEAK` names. No redaction can stop it. */
import type { Reporter } from '@playwright/test/reporter';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { NOTEBOOK_FILES } from '../../helpers/results/files.ts';

const secret = process.env['ZENDESK_CLIENT_SECRET'] ?? process.env['EXPERT_ADMIN_PASSWORD'] ?? '';
const folder = process.env['LEAK_FOLDER'] ?? process.env['KEYTURN_RESULTS'] ?? '';

const CHANNELS: Record<string, () => void> = {
  file: () => writeFileSync(join(folder, 'leak.txt'), `client_secret is ${secret}`),
  zip: () =>
    writeFileSync(join(folder, 'leak.zip'), zipSync({ 'a.txt': strToU8(encodeURIComponent(secret)) })),
  html: () => {
    const inner = zipSync({ 'data.json': strToU8(JSON.stringify({ secret })) });
    const data = Buffer.from(zipSync({ 'inner.zip': inner })).toString('base64');
    writeFileSync(join(folder, 'leak.html'), `<template>data:application/zip;base64,${data}</template>`);
  },
  'broken archive': () => writeFileSync(join(folder, 'broken.zip'), 'PK\u0003\u0004 and no more'),
  history: () => {
    const history = process.env['KEYTURN_HISTORY'] ?? join(folder, 'history');
    mkdirSync(history, { recursive: true });
    appendFileSync(join(history, 'runs.jsonl'), `\n{"run":"${secret}"}\n`);
  },
  console: () => console.log(`client_secret is ${secret}`),
  'console in pieces': () => {
    for (const character of secret) process.stdout.write(character);
  },
  'existing file': () => appendFileSync(join(folder, 'notes.md'), secret),
  reports: () =>
    process.on('exit', () => {
      for (const report of ['run.json', 'junit.xml', 'playwright/index.html', ...NOTEBOOK_FILES])
        appendFileSync(join(folder, report), secret);
    }),
  // As late as possible, when every other reporter has ended.
  exit: () => process.on('exit', () => writeFileSync(join(folder, 'late.txt'), secret)),
};

export default class LeakingReporter implements Reporter {
  printsToStdio(): boolean {
    return true;
  }

  onEnd(): void {
    mkdirSync(folder, { recursive: true });
    for (const channel of (process.env['LEAK'] ?? '').split(',')) CHANNELS[channel]?.();
  }
}
