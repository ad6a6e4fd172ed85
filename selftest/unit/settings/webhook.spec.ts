/** The settings of commands that call another host than a tenant. */
import { expect, test } from '../../support/test.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Loaded } from '../../../helpers/settings/load.ts';
import { describeMistakes } from '../../../helpers/settings/mistake.ts';
import { teach } from '../../../helpers/settings/secrets.ts';
import { repeatsWebhook, secretsInWebhook } from '../../../helpers/settings/webhook.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';
import { loadSettings } from '../../../helpers/systems/settings.ts';

const SLACK = 'https://hooks.slack.com/services/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';

function load(settings: Record<string, string>): Loaded {
  const folder = test.info().outputPath('settings');
  mkdirSync(folder, { recursive: true });
  return loadSettings({ KEYTURN_ENV_FILE: devNull, ...settings }, folder);
}

const problems = ({ outside }: Loaded) =>
  outside.mistakes.map(({ variable, problem }) => `${variable} ${problem}`);

for (const url of [
  SLACK,
  'https://chat.acme.example/hooks/xyz',
  'http://127.0.0.1:4711/hook?a=b',
  'http://localhost/hook',
])
  test(`the webhook ${url} is valid`, () => {
    const loaded = load({ KEYTURN_NOTIFY_URL: url });
    expect(loaded.ok).toBe(true);
    expect(loaded.outside).toMatchObject({ webhook: url, mistakes: [] });
  });

for (const [value, problem] of [
  ['hooks.slack.com/services/T0/B0/x', 'is not a URL'],
  ['ftp://hooks.example/x', 'is not a URL'],
  ['http://hooks.slack.com/x', 'must begin with https:// (http:// is allowed for this machine only)'],
  ['http://127.0.0.1.example/x', 'must begin with https:// (http:// is allowed for this machine only)'],
  ['https://me:secret@hooks.example/x', 'must not contain a user name or password'],
  ['', 'is set but empty. Give it a value, or remove it'],
] as const)
  test(`a mistake in a webhook is reported without it: ${value}`, () => {
    const loaded = load({ KEYTURN_NOTIFY_URL: value });
    expect(loaded.outside.webhook).toBeUndefined();
    expect(problems(loaded)).toEqual([`KEYTURN_NOTIFY_URL ${problem}`]);
    const message = loaded.ok ? '' : describeMistakes(loaded.mistakes, loaded.source);
    expect(message).toContain('docs/notify.md');
    if (value !== '') expect(message).not.toContain(value);
  });

test('mistakes elsewhere do not matter here, but those in the network’s settings and in misspelled names do', () => {
  const template = test.info().outputPath('template.json');
  mkdirSync(test.info().outputDir, { recursive: true });
  writeFileSync(template, '{}');
  const given = { KEYTURN_NOTIFY_URL: SLACK, KEYTURN_NOTIFY_TEMPLATE: template };
  const other = load({
    ...given,
    ZENDESK_BASE_URL: 'x',
    KEYTURN_FAIL_ON: 'never',
    EXPERT_ADMIN_USERNAME: '',
  });
  expect(other.ok).toBe(false);
  expect(other.outside).toMatchObject({ webhook: SLACK, template, mistakes: [] });
  // For a run on emulators, it is no mistake.
  const proxy = load({ ...given, HTTPS_PROXY: 'proxy.example' });
  expect(proxy.ok).toBe(true);
  expect(problems(proxy)).toEqual(['HTTPS_PROXY has no port']);
  expect(problems(load({ ...given, NODE_EXTRA_CA_CERTS: '/nowhere.pem' }))).toEqual([
    'NODE_EXTRA_CA_CERTS names /nowhere.pem, which does not exist',
  ]);
  expect(problems(load({ KEYTURN_NOTIFY_ULR: SLACK }))).toEqual([
    'KEYTURN_NOTIFY_ULR is not a Keyturn setting',
  ]);
  expect(problems(load({ KEYTURN_NOTIFY_TEMPLATE: '/nowhere.json' }))).toEqual([
    'KEYTURN_NOTIFY_TEMPLATE names /nowhere.json, which does not exist',
  ]);
  expect(problems(load({ KEYTURN_HISTORY: __filename }))).toHaveLength(1);
});

test('if the settings file cannot be read, the webhook may be in it', () => {
  const missing = join(test.info().outputDir, 'missing.env');
  expect(problems(load({ KEYTURN_ENV_FILE: missing }))).toEqual([
    expect.stringMatching(/^KEYTURN_ENV_FILE names .*missing\.env, which does not exist/),
  ]);
});

test('all of a webhook is secret, whatever runs: the whole URL, what follows the host, and each long part', () => {
  const { secrets, publicValues } = load({ KEYTURN_NOTIFY_URL: SLACK });
  expect(publicValues['KEYTURN_NOTIFY_URL']).toBeUndefined();
  const registry = new SecretRegistry();
  teach({ secrets, publicValues }, registry);
  for (const leak of [
    SLACK,
    encodeURIComponent(SLACK),
    '/services/T02AB3CD4/B05EF6GH7/uKq9ZsWvX3pLr8TnYb2MdCfE',
    'the token is uKq9ZsWvX3pLr8TnYb2MdCfE.',
  ])
    expect(registry.redact(leak)).not.toContain('uKq9ZsWvX3pLr8');
  // Its host is not.
  expect(registry.redact('Sent to hooks.slack.com, and https://hooks.slack.com/services')).toBe(
    'Sent to hooks.slack.com, and https://hooks.slack.com/services',
  );
});

test('what follows the host is secret, however short it is', () => {
  const secretsOf = (url: string) => secretsInWebhook(url).filter((secret) => !secret.startsWith('http'));
  expect(secretsOf('http://127.0.0.1:4711/echo500/p4ss')).toEqual(['/echo500/p4ss']);
  expect(secretsOf('https://chat.acme.example/hooks/xyz/')).toEqual(['/hooks/xyz']);
  expect(secretsOf('https://chat.acme.example/?Qq1')).toEqual(['/?Qq1']);
  // Such a name may occur in any path, and the other is a part of our own texts: redacting either would make reports unreadable.
  expect(secretsOf('https://chat.acme.example/hook')).toEqual([]);
  expect(secretsOf('https://chat.acme.example/api/v2')).toEqual([]);
});

test('a URL is secret as it was written, too', () => {
  const written = 'HTTPS://Chat.Acme.Example:443/hook';
  expect(secretsInWebhook(written)).toEqual([written, 'https://chat.acme.example/hook']);
  expect(secretsInWebhook('https://chat.acme.example')).toEqual(['https://chat.acme.example/']);
});

for (const [answer, repeats] of [
  ['no_service', false],
  ['invalid_token', false],
  ['', false],
  ['no such TEAM: t02ab3cd4', true],
  ['B05%45F6GH7', true],
  [`%${'25'.repeat(100_000)}`, false],
] as const)
  test(`an answer repeats a part of the URL, or does not: ${answer.slice(0, 40)}`, () => {
    expect(repeatsWebhook(answer, SLACK)).toBe(repeats);
  });

test('the parts of a URL that are names are not secret', () => {
  expect(
    secretsInWebhook(
      'https://prod-27.westeurope.logic.example/workflows/9f3c2d7e8b1a4056/triggers/manual-invocation-path/invoke?api-version=2016&sig=Zq8_LmXw2-R7tYb4NcVk',
    ),
  ).toEqual([
    expect.stringMatching(/^https:/),
    expect.stringMatching(/^\/workflows\//),
    '9f3c2d7e8b1a4056',
    'Zq8_LmXw2-R7tYb4NcVk',
  ]);
  expect(secretsInWebhook('not a URL')).toEqual([]);
});
