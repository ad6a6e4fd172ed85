/** Variations of the account: its security settings and its plan. */
import type { CallMiddleware } from '../../common/overlays.ts';
import { answer } from '../overlays/replies.ts';
import type { ZendeskVariation } from '../overlays/types.ts';

/** Refuses every caller on one path. */
function refusePath(path: string, status: number, body: unknown): () => CallMiddleware {
  return () => async (c, next) => {
    await next();
    if (c.req.path === path && c.res.ok) answer(c, status, body);
  };
}

const NO_ACCESS = { error: { title: 'Forbidden', message: 'You do not have access to this page.' } };

export const accountVariations: readonly ZendeskVariation[] = [
  {
    name: 'end-users-without-passwords',
    sentence: 'End users cannot sign in with a password, as the security settings show.',
    options: { endUserLogin: false },
  },
  {
    name: 'audit-log-closed',
    sentence: 'The plan has no audit log.',
    install: refusePath('/api/v2/audit_logs', 403, NO_ACCESS),
  },
  {
    name: 'role-too-low-as-text',
    sentence: 'A role that is too low is refused with an error that is a string.',
    install: () => async (c, next) => {
      await next();
      if (c.res.status === 403 && (await c.res.clone().text()).includes('do not have access'))
        answer(c, 403, { error: 'Forbidden', description: 'You do not have access to this page.' });
    },
  },
];
