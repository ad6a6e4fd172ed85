/** What refusals and warnings may name, but do not have to. */
import { answer, answerHeader } from '../overlays/replies.ts';
import type { ZendeskField, Install } from '../overlays/types.ts';

const WARNING_HEADER = 'x-zendesk-api-warn';

/** Changes the text of refusals with this status. */
function changeText(status: number, change: (text: string) => string): Install {
  return () => async (c, next) => {
    await next();
    if (c.res.status !== status) return;
    const text = await c.res.clone().text();
    const changed = change(text);
    if (changed !== text) answer(c, status, changed);
  };
}

/** Changes the header that names ignored parameters. */
function changeWarning(change: (warning: string) => string | undefined): Install {
  return () => async (c, next) => {
    await next();
    const warning = c.res.headers.get(WARNING_HEADER);
    if (warning !== null) answerHeader(c, WARNING_HEADER, change(warning));
  };
}

export const refusalFields: readonly ZendeskField[] = [
  {
    name: 'duplicate-address',
    what: 'the address when it is refused because it is in use',
    omit: changeText(422, (text) => text.replace(/Email: \S+ is already/, 'Email is already')),
    falsify: changeText(422, (text) => text.replace(/Email: (?=\S+ is already)/, 'Email: other.')),
    faultSentence: 'The refusal of an address that is in use names another address.',
  },
  {
    name: 'missing-scope',
    what: 'the missing scope when a token is refused because of it',
    omit: changeText(403, (text) =>
      text.replace(/(missing) the following required scopes: \w+/, '$1 a scope'),
    ),
    falsify: changeText(403, (text) =>
      text.replace(
        /(required scopes: )(read|write)/,
        (_all, before: string, scope: string) => before + (scope === 'read' ? 'write' : 'read'),
      ),
    ),
    faultSentence: 'The refusal of a token that lacks a scope names another scope.',
  },
  {
    name: 'ignored-parameters',
    what: 'which parameters were ignored',
    omit: changeWarning(() => undefined),
    falsify: changeWarning((warning) =>
      warning.replace(/:unpermitted_keys=>\[[^\]]*\]/, ':unpermitted_keys=>["user.name"]'),
    ),
    faultSentence: 'The header about ignored parameters names a parameter that was not ignored.',
  },
];
