/** What refusals and warnings may name, but need not. */
import { answer, answerHeader } from '../overlays/replies.ts';
import type { ZendeskField, Install } from '../overlays/types.ts';

const IGNORED = 'x-zendesk-api-warn';

/** Changes the text of refusals with this status. */
function worded(status: number, change: (text: string) => string): Install {
  return () => async (c, next) => {
    await next();
    if (c.res.status !== status) return;
    const text = await c.res.clone().text();
    const changed = change(text);
    if (changed !== text) answer(c, status, changed);
  };
}

/** Changes the header that names ignored parameters. */
function warned(change: (warning: string) => string | undefined): Install {
  return () => async (c, next) => {
    await next();
    const warning = c.res.headers.get(IGNORED);
    if (warning !== null) answerHeader(c, IGNORED, change(warning));
  };
}

export const refusalFields: readonly ZendeskField[] = [
  {
    name: 'duplicate-address',
    what: 'which address is in use, when it is refused for that',
    omit: worded(422, (text) => text.replace(/Email: \S+ is already/, 'Email is already')),
    lie: worded(422, (text) => text.replace(/Email: (?=\S+ is already)/, 'Email: other.')),
    lies: 'The refusal of an address that is in use names another address.',
  },
  {
    name: 'missing-scope',
    what: 'which scope is missing, when a token is refused for that',
    omit: worded(403, (text) => text.replace(/(missing) the following required scopes: \w+/, '$1 a scope')),
    lie: worded(403, (text) =>
      text.replace(
        /(required scopes: )(read|write)/,
        (_all, before: string, scope: string) => before + (scope === 'read' ? 'write' : 'read'),
      ),
    ),
    lies: 'The refusal of a token that lacks a scope names another scope.',
  },
  {
    name: 'ignored-parameters',
    what: 'which parameters were ignored',
    omit: warned(() => undefined),
    lie: warned((warning) =>
      warning.replace(/:unpermitted_keys=>\[[^\]]*\]/, ':unpermitted_keys=>["user.name"]'),
    ),
    lies: 'The header about ignored parameters names a parameter that was not ignored.',
  },
];
