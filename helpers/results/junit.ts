/**
 * Writes `junit.xml` in the dialect that Jenkins and GitLab read. Playwright's own JUnit reporter contains tests but no
 * verdict: it would be green despite a problem before the first test, a problem after the last one, or missing tests.
 */
import { DOMImplementation, XMLSerializer, type Document, type Element } from '@xmldom/xmldom';

/** How a case ended, if it did not simply pass. */
export interface JUnitOutcome {
  /** `failure`: the tenant broke its contract. `error`: it could not be judged. `skipped`: not tried, or not run. */
  kind: 'failure' | 'error' | 'skipped';
  /** For example `non-conformant`. */
  type: string;
  /** One line. */
  message: string;
  /** The full message. Empty for a skipped case. */
  text?: string;
}

/** One case. Cases with the same `suite` form a suite. */
export interface JUnitCase {
  suite: string;
  name: string;
  durationMs: number;
  end?: JUnitOutcome | undefined;
  /** The output and the attachments of the case. */
  out?: string;
}

/** Characters that XML 1.0 cannot contain, not even escaped. */
const NO_XML = /[^\t\n\r\u0020-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Returns the whole file, with the counts of its cases. */
export function junitXml(
  cases: readonly JUnitCase[],
  { startedAt, durationMs }: { startedAt: Date; durationMs: number },
): string {
  const document = new DOMImplementation().createDocument(null, 'testsuites');
  const root = document.documentElement as Element;
  setAll(root, { id: '', name: '', ...countsOf(cases), time: seconds(durationMs) });
  for (const name of new Set(cases.map(({ suite }) => suite))) {
    const own = cases.filter(({ suite }) => suite === name);
    const suite = add(document, root, 'testsuite', {
      name,
      timestamp: startedAt.toISOString(),
      ...countsOf(own),
      time: seconds(own.reduce((sum, each) => sum + each.durationMs, 0)),
    });
    for (const each of own) addCase(document, suite, each);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document)}\n`;
}

function addCase(document: Document, suite: Element, { suite: classname, name, durationMs, end, out }: JUnitCase) {
  const element = add(document, suite, 'testcase', { name, classname, time: seconds(durationMs) });
  if (end !== undefined) {
    const { kind, type, message, text = '' } = end;
    const said = add(document, element, kind, kind === 'skipped' ? { message } : { message, type });
    if (text !== '') said.appendChild(document.createTextNode(clean(text)));
  }
  if (out !== undefined && out !== '')
    add(document, element, 'system-out', {}).appendChild(document.createTextNode(clean(out)));
}

function countsOf(cases: readonly JUnitCase[]): Record<string, string> {
  const count = (kind: JUnitOutcome['kind']) => String(cases.filter(({ end }) => end?.kind === kind).length);
  return {
    tests: String(cases.length),
    failures: count('failure'),
    skipped: count('skipped'),
    errors: count('error'),
  };
}

function add(document: Document, parent: Element, name: string, attributes: Record<string, string>): Element {
  parent.appendChild(document.createTextNode('\n'));
  const element = document.createElement(name);
  setAll(element, attributes);
  parent.appendChild(element);
  return element;
}

function setAll(element: Element, attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, clean(value));
}

function clean(text: string): string {
  return text.replace(NO_XML, '');
}

function seconds(ms: number): string {
  return String(ms / 1000);
}
