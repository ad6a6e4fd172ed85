/** Reads `junit.xml` as a CI server does, and compares its counts with its contents. */
import { expect } from './test.ts';
import { DOMParser, type Element } from '@xmldom/xmldom';

export interface ReadCase {
  suite: string;
  name: string;
  /** `passed`, or the name of the element that reports another result. */
  end: 'passed' | 'failure' | 'error' | 'skipped';
  message: string;
  text: string;
}

const ENDS = { failures: 'failure', errors: 'error', skipped: 'skipped' } as const;

export function readJUnit(xml: string): ReadCase[] {
  const trouble: string[] = [];
  const document = new DOMParser({ onError: (_, message) => trouble.push(message) }).parseFromString(
    xml,
    'text/xml',
  );
  expect(trouble, xml).toEqual([]);
  const root = document.documentElement as Element;
  expect(root.tagName).toBe('testsuites');
  for (const suite of [root, ...childrenOf(root, 'testsuite')]) {
    expect(suite.getAttribute('tests'), xml).toBe(String(suite.getElementsByTagName('testcase').length));
    for (const [attribute, tag] of Object.entries(ENDS)) {
      // The schema allows this count only in a suite.
      const expected =
        suite === root && tag === 'skipped' ? null : String(suite.getElementsByTagName(tag).length);
      expect(suite.getAttribute(attribute), xml).toBe(expected);
    }
    expect(Number(suite.getAttribute('time'))).not.toBeNaN();
  }
  return [...root.getElementsByTagName('testcase')].map((element) => {
    const ends = Object.values(ENDS).flatMap((tag) => childrenOf(element, tag));
    expect(ends.length).toBeLessThanOrEqual(1);
    const [end] = ends;
    return {
      suite: (element.parentNode as Element).getAttribute('name') ?? '',
      name: element.getAttribute('name') ?? '',
      end: end === undefined ? 'passed' : (end.tagName as ReadCase['end']),
      message: end?.getAttribute('message') ?? '',
      text: end?.textContent ?? '',
    };
  });
}

function childrenOf(element: Element, tag: string): Element[] {
  return [...element.childNodes].filter((node): node is Element => node.nodeName === tag);
}
