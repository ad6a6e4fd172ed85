/** Optional fields of a list of users. */
import { around } from '../overlays/around.ts';
import { withDocument } from '../overlays/replies.ts';
import type { Install, ExpertField } from '../overlays/types.ts';
import type { Element } from '../xml/element.ts';

/** Changes the attributes of a list. */
function lists(change: (attributes: Element['attributes']) => Record<string, string>): Install {
  return (site) =>
    around(site, ['list', 'search'], async (_, honest) =>
      withDocument(await honest(), (document) => ({ ...document, attributes: change(document.attributes) })),
    );
}

function without(name: string): Install {
  return lists((attributes) =>
    Object.fromEntries(Object.entries(attributes).filter(([each]) => each !== name)),
  );
}

/** One more than the attribute of that name, or one less. */
function one(attributes: Element['attributes'], name: string, more: 1 | -1): string {
  return String(Math.max(0, Number(attributes[name]) + more));
}

export const listFields: readonly ExpertField[] = [
  {
    name: 'count',
    what: 'how many users a list shows',
    omit: without('count'),
    faultSentence: 'The list of users reports one more user than it shows.',
    falsify: lists((attributes) => ({ ...attributes, count: one(attributes, 'count', 1) })),
  },
  {
    name: 'query-count',
    what: 'how many users a query finds',
    omit: without('querycount'),
    faultSentence: 'The list of users reports one more match of its query than there is.',
    falsify: lists((attributes) => ({ ...attributes, querycount: one(attributes, 'querycount', 1) })),
  },
  {
    name: 'total-count',
    what: 'how many users there are',
    omit: without('totalcount'),
    faultSentence: 'The list of users reports fewer users than it shows.',
    falsify: lists((attributes) => ({ ...attributes, totalcount: one(attributes, 'count', -1) })),
  },
];
