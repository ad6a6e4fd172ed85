/**
 * Two nights and two releases, as the workflows would run them on GitHub: their shell steps in order, with Keyturn's own commands,
 * on a copy of the project, and an emulated site that looks like one on the internet.
 */
import { expect, test } from '../support/test.ts';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expectClean } from '../support/expect-clean.ts';
import { findInFiles, findInText } from '../support/find-secrets.ts';
import { filesBelow } from '../support/keyturn.ts';
import { startRemoteSite } from '../support/remote-site.ts';
import { makeHost } from '../workflows/host.ts';
import { type JobRun, type Request, runWorkflow } from '../workflows/run-workflow.ts';

test.skip(process.platform !== 'linux', 'The workflows run on Linux.');

const outputIn = (run: JobRun | undefined) => (run?.steps ?? []).map(({ output }) => output).join('');
const stepIn = (run: JobRun | undefined, name: string) => run?.steps.find((step) => step.name === name);

/** GitHub's API, of a repository without issues. */
async function startGitHub(): Promise<{ url: string; asked: string[]; close: () => Promise<void> }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.method ?? '');
    response.setHeader('content-type', 'application/json').end('[]');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    asked,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

test('a green night lets a release go, a red one does not; the issue job shows what it would do; nothing leaks', async ({}, testInfo) => {
  test.setTimeout(600_000);
  const github = await startGitHub();
  // In the second night, a new password is answered with 200 and not set.
  let honest = true;
  const site = await startRemoteSite(testInfo.outputPath('ca.pem'), {
    callHook: ({ method, path }) =>
      !honest && method === 'PUT' && path.endsWith('/password')
        ? { status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' }
        : undefined,
  });
  const host = makeHost(testInfo.outputPath('host'), {
    env: { ...site.environment, GITHUB_API_URL: github.url },
  });
  const key = 'a key that only this test knows, 32 characters';
  const settings = Object.entries(site.env).map(([name, value]) => `${name}='${value}'`);
  const night: Request = {
    event: 'workflow_dispatch',
    inputs: { command: 'start' },
    vars: { KEYTURN_ENVIRONMENTS: '["acme"]' },
    environments: { acme: { KEYTURN_ENV: settings.join('\n') } },
    secrets: { KEYTURN_RECORD_KEY: key },
  };
  const release: Request = {
    event: 'workflow_call',
    inputs: { tenant: 'acme', command: 'start' },
    secrets: { KEYTURN_RECORD_KEY: key },
  };
  const all: Record<string, JobRun>[] = [];
  const follow = async (file: string, request: Request) => {
    const runs = await runWorkflow(host, file, request);
    all.push(runs);
    return runs;
  };
  try {
    const before = await follow('release-gate.yml', release);
    await test.step('before the first night, no release may go', () => {
      expect(before['ask']?.result, outputIn(before['ask'])).toBe('failure');
      expect(stepIn(before['ask'], 'Ask')?.code, outputIn(before['ask'])).toBe(2);
      expect(before['answer']?.result).toBe('failure');
    });

    const green = await follow('nightly.yml', night);
    await test.step('a green night', () => {
      const run = green['run (acme)'];
      expect(run?.result, outputIn(run)).toBe('success');
      expect(run?.summary).toContain('conformant');
      expect([...host.artifacts.keys()]).toEqual(['notebook-acme-1.html', 'keyturn-acme-1']);
      const page = readFileSync(
        join(host.artifacts.get('notebook-acme-1.html') ?? '', 'notebook-acme-1.html'),
        'utf8',
      );
      expect(page).toContain('conformant');
      const uploaded = filesBelow(join(host.artifacts.get('keyturn-acme-1') ?? '', 'results'));
      for (const name of ['run.json', 'junit.xml', 'ctrf.json', 'badge.json', 'metrics.prom'])
        expect(uploaded.map((file) => file.split('/').at(-1))).toContain(name);
      expect(green['issue (acme)']?.result, outputIn(green['issue (acme)'])).toBe('success');
      expectClean(site.emulator);
    });

    const goes = await follow('release-gate.yml', release);
    await test.step('a release may go', () => {
      expect(goes['ask']?.result, outputIn(goes['ask'])).toBe('success');
      expect(goes['ask']?.outputs).toMatchObject({
        verdict: 'conformant',
        run: expect.stringMatching(/^[a-z0-9]{10}$/),
        notebook: expect.stringContaining('https://'),
      });
      expect(goes['answer']?.result, outputIn(goes['answer'])).toBe('success');
    });

    honest = false;
    const red = await follow('nightly.yml', night);
    await test.step('a red night', () => {
      const run = red['run (acme)'];
      expect(run?.result, outputIn(run)).toBe('failure');
      expect(stepIn(run, 'Run')?.code).toBe(1);
      expect(run?.summary).toContain('non-conformant');
      // It was compared with the night before.
      expect(run?.summary).toContain('Since');
      expect(red['issue (acme)']?.result, outputIn(red['issue (acme)'])).toBe('success');
      expect(outputIn(red['issue (acme)'])).toContain(site.host);
    });

    const stays = await follow('release-gate.yml', release);
    await test.step('no release may go', () => {
      expect(stepIn(stays['ask'], 'Ask')?.code, outputIn(stays['ask'])).toBe(1);
      expect(stays['ask']?.outputs['verdict']).toBe('non-conformant');
      expect(stays['answer']?.result, outputIn(stays['answer'])).toBe('failure');
    });

    const watched = await follow('nights-watch.yml', { vars: { KEYTURN_ENVIRONMENTS: '["acme"]' } });
    await test.step('no contract ran in these nights, which the watch notices', () => {
      expect(
        stepIn(watched['watch (acme)'], 'Was there a night?')?.code,
        outputIn(watched['watch (acme)']),
      ).toBe(2);
    });

    await test.step('without --apply, nothing was written on GitHub', () => {
      expect(github.asked.length).toBeGreaterThan(0);
      expect(github.asked.filter((method) => method !== 'GET')).toEqual([]);
    });

    await test.step('no secret is in a log, a summary, an artifact or a cache', () => {
      const secrets = [...site.emulator.witness.secrets(), { kind: 'signing key', value: key }];
      const texts = all.flatMap((runs) => Object.values(runs).flatMap((run) => [outputIn(run), run.summary]));
      expect(findInText(texts.join('\n'), secrets, 'the logs')).toEqual([]);
      const kept = [host.uploaded, host.saved].flatMap(filesBelow);
      expect(kept.length).toBeGreaterThan(10);
      expect(findInFiles(kept, secrets, testInfo.outputDir)).toEqual([]);
    });
  } finally {
    await Promise.all([site.close(), github.close()]);
  }
});
