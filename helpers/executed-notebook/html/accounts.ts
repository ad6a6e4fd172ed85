/** The section with the users and tokens that a run recorded in the ledger, each from its creation to its removal. */
import { type Account, accountsOf, type AccountState, type Moment } from '../../record/accounts.ts';
import { groupBy } from '../../record/group.ts';
import type { RunRecord } from '../../record/schema.ts';
import { count } from '../text/amounts.ts';
import { addressLink } from './address.ts';
import { chips } from './chips.ts';
import { html, type Markup } from './markup.ts';
import type { Tone } from './outcome.ts';
import { scroll } from './scroll.ts';
import { tenantTitle } from './tenant-title.ts';
import { moment } from './time.ts';

/** How many removed users and tokens of a tenant are listed outside of the fold. */
const MAX_IN_VIEW = 30;

/** How a state looks, and what it means if the word alone does not say that. */
const STATES: Record<AccountState, { readonly tone: Tone; readonly sign: string; readonly means?: string }> =
  {
    left: { tone: 'failed', sign: '✕' },
    uncertain: { tone: 'blocked', sign: '?', means: 'it may exist' },
    open: { tone: 'not-tried', sign: '–', means: 'the run has not ended' },
    'never confirmed': { tone: 'not-run', sign: '·', means: 'no answer confirmed that it was created' },
    'ended with its emulator': { tone: 'not-run', sign: '·' },
    'removed after the last cell': { tone: 'proved', sign: '✓' },
    removed: { tone: 'proved', sign: '✓' },
  };

/** The order of states: what needs attention comes first. */
const ORDER = Object.keys(STATES) as AccountState[];

/** Returns the section, or nothing if the run recorded nothing and left nothing. */
export function accounts(record: RunRecord): Markup | '' {
  const all = accountsOf(record);
  if (all.length === 0) return '';
  return html`<section id="accounts" class="section">
    <h2>Users and tokens</h2>
    <p class="lead">
      What this run created or leased, and when it was removed or released, as recorded in the ledger.
      ${verdictOf(record, all)}
    </p>
    ${[...groupBy(all, ({ tenant }) => tenant)].map(([tenant, own]) => tenantPart(record, tenant, own))}
  </section>`;
}

/** The answer to the question whether something is left. */
function verdictOf({ ended, shards }: RunRecord, all: readonly Account[]): Markup {
  const left = all.filter(({ state }) => state === 'left').length;
  const uncertain = all.filter(({ state }) => state === 'uncertain').length;
  const parts = [
    ...(left === 0 ? [] : [`${of(left)} left`]),
    ...(uncertain === 0 ? [] : [`${String(uncertain)} of them may be left`]),
  ];
  if (parts.length > 0) return html`<strong class="accounts-left">${parts.join('; ')}.</strong>`;
  if (!ended) return html`<strong>The run has not ended, so it is not known what is left.</strong>`;
  if ((shards?.missing ?? []).length > 0)
    return html`<strong>Shards are missing, so it is not known what is left.</strong>`;
  return html`<strong>Nothing in the ledger is left.</strong>`;
}

function of(number: number): string {
  return number === 1 ? '1 of them is' : `${String(number)} of them are`;
}

function tenantPart(record: RunRecord, tenant: string, all: readonly Account[]): Markup {
  const sorted = all.toSorted((a, b) => rank(a) - rank(b));
  const attention = sorted.filter((each) => rank(each) <= ORDER.indexOf('open')).length;
  const inView = Math.max(MAX_IN_VIEW, attention);
  const users = all.filter(({ kind }) => kind === 'user').length;
  const tokens = all.length - users;
  const contents = [
    ...(users === 0 ? [] : [count(users, 'user')]),
    ...(tokens === 0 ? [] : [count(tokens, 'token')]),
  ];
  const rest = sorted.slice(inView);
  return html`<section class="accounts-tenant">
    <h3>${tenantTitle(record, tenant)}</h3>
    <p class="muted">${contents.join(' and ')}</p>
    ${table(sorted.slice(0, inView), `Users and tokens on ${tenant}`)}
    ${
      rest.length > 0 &&
      html`<details class="fold">
        <summary>${rest.length} more, none of which is left</summary>
        ${table(rest, `More users and tokens on ${tenant}`)}
      </details>`
    }
  </section>`;
}

/** Those that need attention come first. All others stay in the order of time. */
function rank({ state }: Account): number {
  return Math.min(ORDER.indexOf(state), ORDER.indexOf('open') + 1);
}

function table(accounts: readonly Account[], caption: string): Markup {
  return scroll(
    caption,
    html`<table class="table accounts-table">
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Kind</th>
          <th scope="col">Whose</th>
          <th scope="col">ID</th>
          <th scope="col">Created or leased</th>
          <th scope="col">Removed or released</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        ${accounts.map(row)}
      </tbody>
    </table>`,
  );
}

function row({ kind, whose, id, recorded, created, removed, state, sentence }: Account): Markup {
  const { tone, sign, means } = STATES[state];
  return html`<tr class="is-${state.replaceAll(' ', '-')}">
    <td class="accounts-kind">${kind}</td>
    <th scope="row"><bdi>${chips(whose)}</bdi></th>
    <td class="mono accounts-id">${id ?? html`<span class="muted">not known</span>`}</td>
    <td>
      ${created === undefined && recorded !== undefined ? html`${when(recorded)}<span class="accounts-means muted">requested; not confirmed</span>` : when(created)}
    </td>
    <td>${when(removed)}</td>
    <td>
      <span class="badge is-${tone}"><span class="sign" aria-hidden="true">${sign}</span> ${state}</span>
      ${means !== undefined && html`<span class="accounts-means muted">${means}</span>`}
      ${sentence !== undefined && html`<span class="accounts-sentence">${chips(sentence)}</span>`}
    </td>
  </tr>`;
}

/** A moment, and a link to its cell. */
function when(of: Moment | undefined): Markup {
  if (of === undefined) return html`<span class="muted">–</span>`;
  return html`<span class="accounts-when">${moment(of.at)}</span>
    <span class="mono">${addressLink(of.cell)}</span>`;
}
