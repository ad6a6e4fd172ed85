/** The notebook of each tenant: who was tested, when and with what, and then its cells. */
import type { RecordedCell, RunRecord } from '../../record/schema.ts';
import { systemOf } from '../../record/tenant.ts';
import { count, duration } from '../text/amounts.ts';
import { webLink } from './address.ts';
import { cellArticle } from './cell.ts';
import type { Drawing } from './drawing.ts';
import { html, type Markup } from './markup.ts';
import { moment } from './time.ts';

/** What was run on one tenant. */
export interface Tenant {
  /** The ID of its section. */
  id: string;
  /** `Zendesk` */
  title: string;
  /** Its URL, or what it is emulated by. */
  name: string;
  /** Cells and sweeps. */
  cells: RecordedCell[];
  checks: RecordedCell[];
}

/** Groups the cells and checks of a run by tenant. Those that were not run are those of the first tenant of their system. */
export function tenantsOf(record: RunRecord): Tenant[] {
  // In the order of the targets, as everywhere on the page.
  const systems = [
    ...new Set([
      ...record.targets.map(({ system }) => system),
      ...record.cells.map(({ address }) => systemOf(address)),
    ]),
  ];
  return systems.flatMap((system) => {
    const target = record.targets.find((known) => known.system === system);
    const title = target?.title ?? system;
    const groups = new Map<string, RecordedCell[]>();
    const cells = record.cells.filter(({ address }) => systemOf(address) === system);
    const first = cells.map(nameOf).find((name) => name !== undefined) ?? target?.tenant ?? '';
    for (const cell of cells) {
      const name = nameOf(cell) ?? first;
      groups.set(name, [...(groups.get(name) ?? []), cell]);
    }
    return [...groups].map(([name, all], index) => ({
      id: `tenant-${system}${index === 0 ? '' : `-${String(index + 1)}`}`,
      title,
      name: name === 'emulator' ? `emulator of ${title}` : name,
      cells: all.filter(({ kind }) => kind !== 'check'),
      checks: all.filter(({ kind }) => kind === 'check'),
    }));
  });
}

/** The emulators of a run are one tenant, even if each project has started its own. */
const nameOf = ({ target, emulated }: RecordedCell): string | undefined =>
  emulated === true ? 'emulator' : target;

export function tenantSection(tenant: Tenant, record: RunRecord, drawing: Drawing): Markup {
  const { id, title, name, cells } = tenant;
  return html`<section id="${id}" class="section tenant">
    <h2>${title}</h2>
    <p class="lead">${webLink(name)}</p>
    ${facts(tenant, record)}${fingerprint(tenant)}
    ${cells.map((cell) => cellArticle(cell, record.again, drawing))}
  </section>`;
}

function facts({ cells, checks }: Tenant, record: RunRecord): Markup {
  const all = [...cells, ...checks];
  const sum = (of: (cell: RecordedCell) => number) => all.reduce((total, cell) => total + of(cell), 0);
  const runs = [...new Set(all.map(({ run }) => run ?? record.run))];
  const started = all
    .map(({ startedAt }) => startedAt ?? '')
    .filter((at) => at !== '')
    .sort();
  const targets = [
    ...new Set(all.flatMap(({ emulated, target }) => (emulated === true ? (target ?? []) : []))),
  ];
  const waited = sum(({ waits }) => waits.reduce((total, { ms }) => total + ms, 0));
  const fact = (name: string, value: string | Markup | undefined) =>
    value !== undefined &&
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<dl class="facts">
    ${fact(runs.length === 1 ? 'run' : 'runs', runs.join(', '))}${fact(
      'started',
      started[0] === undefined ? 'not started' : moment(started[0]),
    )}${fact('time in cells', duration(sum(({ durationMs }) => durationMs)))}${fact(
      'calls',
      count(
        sum(({ calls }) => calls),
        'call',
      ),
    )}${fact(
      'waits',
      waited === 0 ? 'none' : duration(waited),
    )}${targets.length > 0 && fact(targets.length === 1 ? 'emulator' : 'emulators', targets.join(', '))}${fact('Keyturn', record.keyturn)}${Object.entries(
      record.environment ?? {},
    ).map(([key, value]) => fact(key, value))}
  </dl>`;
}

function fingerprint({ cells, checks }: Tenant): Markup | undefined {
  const entries = Object.entries(
    [...cells, ...checks].find(({ fingerprint: of }) => of !== undefined)?.fingerprint ?? {},
  );
  if (entries.length === 0) return undefined;
  return html`<details class="fold">
    <summary>The tenant’s fingerprint: ${count(entries.length, 'value')}</summary>
    <dl class="facts">
      ${entries.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </details>`;
}

/** The checks that were not proved, in full. Those that did not run have nothing to show but their address. */
export function checksSection(
  tenants: readonly Tenant[],
  record: RunRecord,
  drawing: Drawing,
): Markup | undefined {
  const checks = tenants.flatMap((tenant) => tenant.checks).filter(({ status }) => status !== 'passed');
  if (checks.length === 0) return undefined;
  const notRun = checks.filter(({ status }) => status === 'not run');
  const tried = checks.filter(({ status }) => status !== 'not run');
  const ordered = [...tried].sort((a, b) => rank(a) - rank(b));
  return html`<section id="checks" class="section">
    <h2>Checks that were not proved</h2>
    <p class="lead">
      ${count(checks.length, 'check')} of ${tenants.reduce((sum, tenant) => sum + tenant.checks.length, 0)}.
    </p>
    ${ordered.map((check) => cellArticle(check, record.again, drawing))}${
      notRun.length > 0 &&
      html`<h3>Not run</h3>
        <ul class="not-run">
          ${notRun.map(
            ({ address, title }) =>
              html`<li class="filterable" ${drawing.id(address)} data-status="not run">
                <span class="mono">${address}</span> ${title}
              </li>`,
          )}
        </ul>`
    }
  </section>`;
}

/** Failures come first. The sort is stable. */
const rank = ({ status }: RecordedCell): number => {
  const at = ['non-conformant', 'blocked', 'interrupted', 'incomplete', 'not tried'].indexOf(status);
  return at === -1 ? 9 : at;
};
