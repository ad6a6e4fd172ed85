import { browserSessionFaults } from '../../../emulators/zendesk/faults/browser-sessions.ts';
import type { FormBrowser } from '../../support/form-browser.ts';
import { asAdmin, exchangeCode, refresh, showFaults, someone, userIn, type Row } from './probes.ts';
import { GOOD_PASSWORD, type Tenant } from './tools.ts';

/** An agent with an open browser session. */
const signedIn = async (tenant: Tenant): Promise<{ id: number; browser: FormBrowser }> => {
  const { id, email } = await tenant.person({});
  const browser = tenant.browser();
  await tenant.signIn(email, GOOD_PASSWORD, 'read write', browser);
  return { id, browser };
};

const deleted = async (tenant: Tenant): Promise<{ id: number; browser: FormBrowser }> => {
  const person = await signedIn(tenant);
  await asAdmin(tenant, 'DELETE', `/api/v2/users/${person.id}`);
  return person;
};

/** Whether the browser gets a code with its cookies, and what the code is exchanged for. */
const newCode = async (tenant: Tenant, browser: FormBrowser): Promise<[boolean, number]> => {
  const { url } = await browser.open(tenant.authorizeUrl());
  const code = url.searchParams.get('code');
  return [code !== null, (await exchangeCode(tenant, code ?? 'none')).status];
};

const rows: Row[] = [
  {
    fault: 'deleted-session-gives-code',
    probe: async (tenant) => newCode(tenant, (await deleted(tenant)).browser),
    honest: [false, 400],
    faulty: [true, 400],
  },
  {
    fault: 'deleted-session-gives-token',
    probe: async (tenant) => newCode(tenant, (await deleted(tenant)).browser),
    honest: [false, 400],
    faulty: [true, 201],
  },
  {
    fault: 'deleted-session-sees-consent',
    options: { consent: 'always' },
    probe: async (tenant) => {
      const { browser } = await deleted(tenant);
      const page = await browser.open(tenant.authorizeUrl());
      const consent = page.forms.find(({ action }) => action === '/oauth/authorizations');
      if (consent === undefined) return ['no consent page', false];
      const end = await browser.submit(page, consent, {}, consent.buttons.at(-1)?.label);
      return ['consent page', end.url.searchParams.has('code')];
    },
    honest: ['no consent page', false],
    faulty: ['consent page', false],
  },
  {
    fault: 'deleted-session-opens-api',
    probe: async (tenant) => {
      const { id, browser } = await deleted(tenant);
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const me = await tenant.call('GET', '/api/v2/users/me', undefined, undefined, { cookie });
      return userIn(me)['id'] === id;
    },
    honest: false,
    faulty: true,
  },
  {
    fault: 'code-outlives-user',
    probe: async (tenant) => {
      const { id, email } = await tenant.person({});
      const code = await tenant.code(email, GOOD_PASSWORD);
      await asAdmin(tenant, 'DELETE', `/api/v2/users/${id}`);
      return (await exchangeCode(tenant, code)).status;
    },
    honest: 400,
    faulty: 201,
  },
  {
    fault: 'refresh-token-outlives-user',
    probe: async (tenant) => {
      const { id, refreshToken } = await someone(tenant);
      await asAdmin(tenant, 'DELETE', `/api/v2/users/${id}`);
      return (await refresh(tenant, refreshToken)).status;
    },
    honest: 400,
    faulty: 201,
  },
  {
    fault: 'session-deletion-without-effect',
    probe: async (tenant) => {
      const { id, browser } = await signedIn(tenant);
      const { status } = await asAdmin(tenant, 'DELETE', `/api/v2/users/${id}/sessions`);
      return [status, ...(await newCode(tenant, browser))];
    },
    honest: [204, false, 400],
    faulty: [204, true, 201],
  },
];

showFaults(browserSessionFaults, rows);
