/**
 * Writes `junit.xml` in the dialect that Jenkins and GitLab read. Playwright's own JUnit reporter contains tests but no
 * verdict: it would be green despite a problem before the first test, a problem after the last one, or missing tests.
 *
 * Properties are in the suite, because that is the only place where the schemas of JUnit files allow them. Jenkins' xUnit
 * plugin checks files against such a schema, and ignores one with properties in a case. So the address of a case is also the
 * first line of its output, in the form in which test management tools read properties from there.
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
  /** The address of the cell or check. */
  address?: string;
  /** What is known of it and of its proofs, by address: `MUST, proved`. */
  properties?: readonly (readonly [address: string, value: string])[];
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
  const { tests, failures, errors } = countsOf(cases);
  setAll(root, { name: '', tests, failures, errors, time: seconds(durationMs) });
  for (const name of new Set(cases.map(({ suite }) => suite))) {
    const own = cases.filter(({ suite }) => suite === name);
    const suite = add(document, root, 'testsuite', {
      name,
      timestamp: startedAt.toISOString(),
      ...countsOf(own),
      time: seconds(own.reduce((sum, each) => sum + each.durationMs, 0)),
    });
    const properties = own.flatMap((each) => each.properties ?? []);
    if (properties.length > 0) addProperties(document, suite, properties);
    for (const each of own) addCase(document, suite, each);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document)}\n`;
}

function addProperties(document: Document, suite: Element, properties: Required<JUnitCase>['properties']): void {
  const all = add(document, suite, 'properties', {});
  for (const [name, value] of properties) add(document, all, 'property', { name, value });
}

function addCase(
  document: Document,
  suite: Element,
  { suite: classname, name, durationMs, address, end, out = '' }: JUnitCase,
): void {
  const element = add(document, suite, 'testcase', { name, classname, time: seconds(durationMs) });
  if (end !== undefined) {
    const { kind, type, message, text = '' } = end;
    const said = add(document, element, kind, kind === 'skipped' ? { message } : { message, type });
    if (text !== '') said.appendChild(document.createTextNode(clean(text)));
  }
  const printed = address === undefined ? out : `[[PROPERTY|address=${address}]]\n${out}`;
  if (printed !== '')
    add(document, element, 'system-out', {}).appendChild(document.createTextNode(clean(printed)));
}

function countsOf(
  cases: readonly JUnitCase[],
): Record<'tests' | 'failures' | 'skipped' | 'errors', string> {
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
