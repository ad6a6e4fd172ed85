/** Fields of an answer with a list, next to the list. */
import { answer, replyOf } from '../overlays/replies.ts';
import type { ZendeskField, Install } from '../overlays/types.ts';

/** Changes the count of a list. Lists with cursors have none. */
function changeCount(change: (count: number) => number | undefined): Install {
  return () => async (c, next) => {
    await next();
    if (!c.res.ok || c.req.method !== 'GET' || !c.req.path.startsWith('/api/v2/')) return;
    const body = await replyOf(c);
    const { count } = body;
    if (typeof count === 'number') answer(c, c.res.status, { ...body, count: change(count) });
  };
}

export const listFields: readonly ZendeskField[] = [
  {
    name: 'list-count',
    what: 'how many items a list has',
    omit: changeCount(() => undefined),
    falsify: changeCount((count) => count + 1),
    faultSentence: 'Lists report one more item than they have.',
  },
];
