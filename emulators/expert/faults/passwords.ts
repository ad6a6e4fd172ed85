/** Lies about setting and changing passwords. */
import type { ExpertFault } from './index.ts';

export const passwordFaults: readonly ExpertFault[] = [
  {
    name: 'set-without-effect',
    sentence: 'An admin who sets a password gets 200, and the password stays what it was.',
    install: (site) => async (c, next) => {
      const before = new Map(site.people.all().map((person) => [person.id, { ...person.passwords }]));
      await next();
      if (!/\/password$/.test(new URL(c.req.url).pathname)) return;
      for (const person of site.people.all()) Object.assign(person.passwords, before.get(person.id));
    },
  },
];
