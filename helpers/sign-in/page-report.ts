/** Describes a page that the walk did not understand: what was expected and found, the page's text, and the steps so far. */
import type { DocumentFacts, PageFacts } from './page/facts.ts';
import { describeStep, type Step } from './steps.ts';

/** Describes a document in one line, without anything that was typed. */
export function summaryOf({ title, fields, controls }: DocumentFacts): string {
  const found = [
    ...fields.slice(0, 12).map(({ type, name, autocomplete }) => {
      const named = name === '' ? '' : ` "${name.slice(0, 40)}"`;
      return `${type} field${named}${autocomplete === '' ? '' : ` (autocomplete ${autocomplete.slice(0, 40)})`}`;
    }),
    ...controls
      .filter(({ kind }) => kind === 'button')
      .slice(0, 8)
      .map(({ caption }) => `button "${caption.slice(0, 40)}"`),
  ];
  return `"${title}" with ${found.length === 0 ? 'no fields and no buttons' : found.join(', ')}`;
}

/** Returns the report, which is not redacted yet. `why` is a clause, `place` the page's URL. */
export function reportOn(
  page: PageFacts | undefined,
  why: string,
  place: string,
  steps: readonly Step[],
): string {
  const [document] = page?.documents ?? [];
  const lines = [
    `${why}, at ${place} while signing in.`,
    '  Looked for: a sign-in form with one password field and at most one other text field, or only an email field;',
    '              a passcode field (autocomplete one-time-code, or a name such as otp); or a consent page with a button to allow.',
    `  Found:      ${document === undefined ? 'a page that did not finish loading' : summaryOf(document)}`,
  ];
  const [message] = document?.messages ?? [];
  if (message !== undefined) lines.push(`  Page text:  ${message.text.slice(0, 200)}`);
  if (steps.length > 0) lines.push(`  Steps:      ${steps.map(describeStep).join('; ')}`);
  return lines.join('\n');
}
