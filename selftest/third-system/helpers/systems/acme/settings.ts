import { z } from 'zod';
import { baseUrl } from '../../../../../helpers/settings/fields.ts';
import { group } from '../../../../../helpers/settings/group.ts';

/** A tenant of Acme, and the key of its admin. */
export interface AcmeTarget {
  baseUrl: string;
  key: string;
}

export const acmeSettings = group({
  prefix: 'ACME',
  variables: {
    ACME_BASE_URL: 'the address of the service, https://your-company.acme.example',
    ACME_KEY: 'the key of an admin',
  },
  shape: { ACME_BASE_URL: baseUrl.optional(), ACME_KEY: z.string().optional() },
  secrets: { ACME_KEY: 'client secret' },
  secretsOfEmulator: [],
  tenant: ['ACME_BASE_URL'],
  checkTogether: (given, fail, { live }) => {
    if (live && given.ACME_BASE_URL !== undefined && given.ACME_KEY === undefined)
      fail('ACME_KEY', 'is not set, but ACME_BASE_URL is');
  },
  read: ({ ACME_BASE_URL: address, ACME_KEY: key = '' }, live): { target: AcmeTarget | undefined } => ({
    target: live && address !== undefined ? { baseUrl: new URL(address).origin, key } : undefined,
  }),
});
