/** What made the exit code what it is: one line for each thing, with a link to its place. */
import { firstLine } from '../../lines.ts';
import { explainCommand } from '../../help/topics.ts';
import type { Reason, RunRecord } from '../../record/schema.ts';
import { asSentence, isForOwner } from '../../verdict/for-owner.ts';
import { count } from '../text/amounts.ts';
import { addressLink } from './address.ts';
import { chips } from './chips.ts';
import { html, type Markup } from './markup.ts';
import { badge } from './outcome.ts';
import { moment } from './time.ts';

/** From this number on, lines with the same cause are put together. */
const SAME_CAUSE = 3;

/** A longer list of lines is folded, unless they are failures. */
const LONG = 12;

export function reasonsSection(record: RunRecord): Markup | undefined {
  const stopped = record.cells.find(({ status }) => status === 'interrupted')?.address;
  const reasons = (record.reasons ?? []).map((reason) =>
    reason.kind === 'interrupted' && reason.address === undefined && stopped !== undefined
      ? { ...reason, address: stopped }
      : reason,
  );
  const errors = record.errors.filter(
    (error) => !reasons.some(({ text, sentence }) => error.includes(text ?? sentence)),
  );
  if (reasons.length + errors.length === 0) return undefined;
  const kinds = [...new Set(reasons.map(({ kind }) => kind))];
  const title =
    record.exitCode === null
      ? 'What has gone wrong so far'
      : `Why the exit code is ${String(record.exitCode)}`;
  return html`<section id="reasons" class="section">
    <h2>${title}</h2>
    ${kinds.map((kind) =>
      group(
        kind,
        reasons.filter((reason) => reason.kind === kind),
      ),
    )}${
      errors.length > 0 &&
      html`<h3>Errors outside of any cell</h3>
        ${errors.map((error) => html`<pre class="error">${chips(error)}</pre>`)}`
    }
  </section>`;
}

function group(kind: Reason['kind'], reasons: readonly Reason[]): Markup {
  const causes = new Map<string, Reason[]>();
  for (const reason of reasons) causes.set(causeOf(reason), [...(causes.get(causeOf(reason)) ?? []), reason]);
  const shared = [...causes.values()].filter((same) => same.length >= SAME_CAUSE);
  const single = reasons.filter((reason) => !shared.some((same) => same.includes(reason)));
  return html`<div class="reasons">
    <h3>${badge(kind)} ${reasons.length > 1 && html`<span class="muted">${reasons.length}</span>`}</h3>
    ${shared.map((same) => cause(kind, same))}${
      single.length > 0 &&
      html`<ul>
        ${single.map((reason) => line(reason, true))}
      </ul>`
    }
  </div>`;
}

/** Lines with the same cause: the cause once, and a link for each. */
function cause(kind: Reason['kind'], same: readonly Reason[]): Markup {
  const [first] = same;
  const list = html`<ul>
    ${same.map((reason) => line(reason, false))}
  </ul>`;
  const title = html`<b>${same.length} ×</b> ${chips(inCommon(same.map(messageOf)))}`;
  return html`${
    kind === 'failed' || same.length <= LONG
      ? html`<p class="cause">${title}</p>
          ${list}`
      : html`<details class="fold">
          <summary>${title}</summary>
          ${list}
        </details>`
  }${first !== undefined && toDo(first)}`;
}

function line(reason: Reason, alone: boolean): Markup {
  const { address, sentence, text } = reason;
  const rest = (text ?? '').trim();
  const more = alone && rest !== '' && rest !== sentence && reason.remedy === undefined;
  return html`<li>
    ${address !== undefined && html`${addressLink(address, html`<span class="mono">${address}</span>`)} `}${chips(sentence)}${
      more &&
      (rest.split('\n').length > 6
        ? html`<details class="fold">
            <summary>${count(rest.split('\n').length, 'line')}</summary>
            <pre class="error">${chips(rest)}</pre>
          </details>`
        : html`<pre class="error">${chips(rest)}</pre>`)
    }${alone && toDo(reason)}
  </li>`;
}

/**
 * What to do, and the command that explains more. If the account’s owner has to do it, the next section contains what to
 * do: they have no use for the command.
 */
function toDo(reason: Reason): Markup | undefined {
  const { remedy, where, help } = reason;
  const isShown = remedy !== undefined && !isAskedOfOwner(reason);
  if (!isShown && help === undefined) return undefined;
  return html`<p class="to-do">
    ${
      isShown &&
      html`To do:
      ${chips(remedy)}${where !== undefined && html` <span class="muted">(${chips(where)})</span>`} `
    }${help !== undefined && html`<span class="muted">More:</span> <code>${explainCommand(help)}</code>`}
  </p>`;
}

/** Whether what blocks the run is changed on the tenant. */
const isAskedOfOwner = (reason: Reason): boolean => reason.kind === 'blocked' && isForOwner(reason);

/** The part that can be sent to the account's owner on its own. */
export function ownerSection(record: RunRecord): Markup | undefined {
  const seen = new Set<string>();
  const asked = (record.reasons ?? []).filter((reason) => {
    const isNew = isAskedOfOwner(reason) && !seen.has(String(reason.remedy));
    if (isNew) seen.add(String(reason.remedy));
    return isNew;
  });
  if (asked.length === 0) return undefined;
  const on = record.targets.map(({ title, system, tenant }) => `${title ?? system}, ${tenant}`).join('; ');
  return html`<section id="owner" class="section">
    <h2>For the account’s owner</h2>
    <div class="letter copy-text">
      <p>
        Keyturn, an automated test of passwords and tokens, could not begin on ${on}
        (${moment(record.startedAt)}). Nothing was judged. To make the test possible, please change:
      </p>
      ${asked.map(
        ({ sentence, remedy, where, who, undo }) =>
          html`<dl>
            <div>
              <dt>Found</dt>
              <dd>${chips(sentence)}</dd>
            </div>
            <div>
              <dt>What to change</dt>
              <dd><b>${chips(asSentence(remedy ?? ''))}</b></dd>
            </div>
            <div>
              <dt>On which screen</dt>
              <dd>${chips(where ?? 'not known')}</dd>
            </div>
            <div>
              <dt>Who may</dt>
              <dd>${chips(asSentence(who ?? 'an administrator of the account'))}</dd>
            </div>
            <div>
              <dt>How to undo it</dt>
              <dd>${chips(undo ?? 'Set it back to what it was.')}</dd>
            </div>
          </dl>`,
      )}
      <p class="muted">Keyturn ${record.keyturn}, run ${record.run}</p>
    </div>
  </section>`;
}

/**
 * What differs only in numbers has the same cause. The sentence of a proof is not a cause, unless there is nothing else.
 */
const causeOf = (reason: Reason): string => messageOf(reason).replace(/\d+/g, '0');

/** What lines have in common, which differ only in numbers. `…` stands for a number in which they differ. */
function inCommon([first = '', ...others]: readonly string[]): string {
  const parts = (line: string) => line.split(/(\d+)/);
  const rest = others.map(parts);
  return parts(first)
    .map((part, at) => (rest.every((other) => other[at] === part) ? part : '…'))
    .join('');
}

/** The first line of what happened, without the kind of its error. */
const messageOf = ({ text, sentence }: Reason): string =>
  firstLine(text ?? sentence).replace(/^(?:Error|NonConformant): /, '');
