/** Optional fields of refusals: of their documents in the classic style, and of their headers. */
import { rewriteAnswers } from '../../common/written-answers.ts';
import type { Install, ExpertField } from '../overlays/types.ts';

type Fields = Record<string, unknown>;

/** Changes a field in the documents of refusals, if it is there. `undefined` removes it. */
function refusals(name: string, value: () => string | undefined): Install {
  return () =>
    rewriteAnswers(({ status, headers, text }) => {
      if (status < 400) return undefined;
      const other = value();
      if (!headers.get('content-type')?.startsWith('application/json')) {
        const written = other === undefined ? '' : `<${name}>${other}</${name}>`;
        return { text: text.replace(new RegExp(`<${name}>[^<]*</${name}>`), written) };
      }
      const { [name]: before, ...others } = JSON.parse(text) as Fields;
      if (before === undefined) return undefined;
      return { text: JSON.stringify(other === undefined ? others : { ...others, [name]: other }) };
    });
}

function ofDocuments(name: string, what: string, lies: string, untrue: string): ExpertField {
  return {
    name: `error-${name}`,
    what,
    omit: refusals(name, () => undefined),
    faultSentence: lies,
    falsify: refusals(name, () => untrue),
  };
}

export const errorFields: readonly ExpertField[] = [
  ofDocuments(
    'status',
    'the status in the document of a refusal',
    'The document of a refusal contains the status 200.',
    '200',
  ),
  ofDocuments(
    'title',
    'the title in the document of a refusal',
    'The document of a refusal has the title of a success.',
    'OK',
  ),
  ofDocuments(
    'uri',
    'the address in the document of a refusal',
    'The document of a refusal names an address other than the one that was called.',
    'https://elsewhere.example/@api/deki/pages/home',
  ),
  {
    name: 'allowed-verbs',
    what: 'the Allow header of a 405',
    omit: () =>
      rewriteAnswers(({ status, headers }) => {
        if (status !== 405) return undefined;
        headers.delete('allow');
        return { headers };
      }),
    faultSentence: 'The Allow header of a 405 names the refused verb and none that is served.',
    falsify: () =>
      rewriteAnswers(({ status, headers }, c) => {
        if (status !== 405) return undefined;
        headers.set('allow', c.req.method);
        return { headers };
      }),
  },
];
