/**
 * The life of each password and token of a run: when it was issued or set, which calls used it, and how it ended. Only what
 * the record shows is claimed: a secret is dead only if a refusal proved it.
 */
import { parseJson } from '../json.ts';
import type { RecordedExchange, SecretEvent } from '../verdict/cell.ts';
import { groupBy } from './group.ts';
import type { RecordedCell } from './schema.ts';
import { systemOf, tenantOf } from './tenant.ts';

/** What is known of a secret after the last cell. */
export type LifeState =
  | 'proved dead'
  | 'ended with its user'
  | 'revoked, not proved dead'
  | 'replaced, not proved dead'
  | 'still alive'
  /** It was alive, and then refused, which may have another reason than its end. */
  | 'refused last, not proved dead'
  /** Nothing shows that the tenant ever accepted it. */
  | 'never accepted';

/** Something that happened to a secret. `used` is a call whose answer shows neither that it was accepted nor refused. */
export interface LifeMark {
  readonly did: SecretEvent['did'] | 'used';
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The address of the cell. */
  readonly cell: string;
  /** The index of the exchange in its cell. */
  readonly exchange: number | undefined;
  /** The status of the exchange. */
  readonly status: number | undefined;
  /** The place of its call among those of its cell that are marked: marks with the same place are about the same call. */
  readonly place: number;
  /** What is known of the secret from then on. */
  readonly state: LifeState;
}

/** A password or token. */
export interface Lifeline {
  readonly name: string;
  /** In the order of time. There is at least one. */
  readonly marks: readonly LifeMark[];
  readonly state: LifeState;
  /** When it expires, in ISO 8601, if the answer that issued it shows that. */
  readonly expires: string | undefined;
}

/** A cell of the drawing's axis. */
interface LifelineCell {
  readonly address: string;
  readonly title: string;
  readonly status: RecordedCell['status'];
  /** How many of its calls are marked. */
  readonly places: number;
}

/** The lifelines of one tenant. */
export interface TenantLifelines {
  /** The tenant's URL, or `emulator of zendesk`. */
  readonly tenant: string;
  readonly system: string;
  /** The cells of the notebook in which something happened, in order. */
  readonly cells: readonly LifelineCell[];
  /** Those of the notebook. */
  readonly lifelines: readonly Lifeline[];
  /** Those that only checks used. */
  readonly ofChecks: readonly Lifeline[];
  /** Secrets from the settings, which the run neither made nor ended, and how many calls used each. */
  readonly settings: readonly { readonly name: string; readonly calls: number }[];
}

/** A mark whose effect on the state and whose place are not yet known. */
type Draft = Omit<LifeMark, 'state' | 'place'> & { readonly secret: string; readonly time: number };

/** States of a secret that nothing has ended. */
const MAY_BE_ALIVE: readonly LifeState[] = ['still alive', 'refused last, not proved dead', 'never accepted'];

const BIRTHS: readonly LifeMark['did'][] = ['issued', 'set'];

/** `test-user.password#2`: a value that the run obtained or chose has a number. */
const NUMBERED = /(?:password|token)#\d+$/i;

/**
 * Whether a secret that the run neither obtained nor set is from the settings: no run sets the admin's password. The passwords
 * that a check only tries, such as a near miss, belong to no identity.
 */
function isFromSettings(name: string): boolean {
  return /^admin\.(?:password|client-secret)#/.test(name) || !name.includes('#');
}

/** Returns the lifelines of each tenant on which a secret was used. */
export function lifelinesOf(cells: readonly RecordedCell[]): TenantLifelines[] {
  const byTenant = groupBy(
    cells.filter((cell) => cell.secrets !== undefined || cell.exchanges !== undefined),
    tenantOf,
  );
  return [...byTenant]
    .map(([tenant = '', own]) => lifelinesOfTenant(tenant, own))
    .filter(({ lifelines, ofChecks, settings }) => lifelines.length + ofChecks.length + settings.length > 0);
}

function lifelinesOfTenant(tenant: string, cells: readonly RecordedCell[]): TenantLifelines {
  const drafts = cells.flatMap(draftsOf).sort((a, b) => a.time - b.time);
  const places = placesOf(drafts);
  const notebook = new Set(cells.filter(({ kind }) => kind !== 'check').map(({ address }) => address));
  const lifelines: Lifeline[] = [];
  const ofChecks: Lifeline[] = [];
  const settings: { name: string; calls: number }[] = [];
  for (const [name, own] of groupBy(drafts, ({ secret }) => secret)) {
    const isBorn = own.some(({ did }) => BIRTHS.includes(did));
    if (!isBorn && isFromSettings(name)) settings.push({ name, calls: callsOf(own) });
    else if (isBorn || NUMBERED.test(name))
      (own.some(({ cell }) => notebook.has(cell)) ? lifelines : ofChecks).push(
        lifelineOf(name, own, places, cells),
      );
  }
  const marked = new Set(lifelines.flatMap(({ marks }) => marks.map(({ cell }) => cell)));
  return {
    tenant,
    system: systemOf(cells[0]?.address ?? ''),
    cells: cells
      .filter(({ address }) => notebook.has(address) && marked.has(address))
      .map(({ address, title, status }) => ({
        address,
        title,
        status,
        places: places.get(address)?.size ?? 0,
      })),
    lifelines,
    ofChecks,
    settings,
  };
}

/** What a cell did with secrets: its events, and the calls with a secret about which there is no event. */
function draftsOf({ address, secrets = [], exchanges = [] }: RecordedCell): Draft[] {
  const known = new Set(secrets.map(({ secret, exchange }) => `${String(exchange)} ${secret}`));
  const used = exchanges.flatMap((exchange, index) =>
    (exchange.with ?? [])
      .filter((secret) => !known.has(`${String(index)} ${secret}`))
      .map((secret): Draft => ({
        secret,
        did: useOf(exchange),
        at: exchange.startedAt,
        time: timeOf(exchange.startedAt),
        cell: address,
        exchange: index,
        status: exchange.status,
      })),
  );
  const events = secrets.map(({ secret, did, at, exchange }): Draft => {
    const call = exchange === undefined ? undefined : exchanges[exchange];
    return {
      secret,
      did,
      at,
      // Events of one call belong together, even if another call began before its answer was read.
      time: timeOf(call?.startedAt ?? at),
      cell: address,
      exchange,
      status: call?.status,
    };
  });
  return [...used, ...events];
}

function useOf({ status }: RecordedExchange): 'accepted' | 'refused' | 'used' {
  if (status === undefined) return 'used';
  if (status < 400) return 'accepted';
  return status === 401 || status === 403 ? 'refused' : 'used';
}

/** Where each call is within its cell, by the address of the cell. */
function placesOf(drafts: readonly Draft[]): Map<string, Map<string, number>> {
  const places = new Map<string, Map<string, number>>();
  for (const draft of drafts) {
    const ofCell = places.get(draft.cell) ?? new Map<string, number>();
    places.set(draft.cell, ofCell);
    if (!ofCell.has(placeKey(draft))) ofCell.set(placeKey(draft), ofCell.size);
  }
  return places;
}

function placeKey({ exchange, at }: Pick<Draft, 'exchange' | 'at'>): string {
  return exchange === undefined ? at : String(exchange);
}

function lifelineOf(
  name: string,
  drafts: readonly Draft[],
  places: ReadonlyMap<string, ReadonlyMap<string, number>>,
  cells: readonly RecordedCell[],
): Lifeline {
  let state = 'never accepted' as LifeState;
  const marks = drafts.map((draft): LifeMark => {
    const { at, cell, exchange, status } = draft;
    const did = evidentUse(draft, cells, state);
    state = stateAfter(did, state);
    const place = places.get(cell)?.get(placeKey(draft)) ?? 0;
    return { did, at, cell, exchange, status, place, state };
  });
  return {
    name,
    marks,
    state,
    expires: MAY_BE_ALIVE.includes(state) ? expiryOf(name, marks, cells) : undefined,
  };
}

/**
 * A call that is not refused does not show that a secret was accepted after it was revoked or replaced: the tenant may have
 * answered it as an anonymous call. Only an event shows that.
 */
function evidentUse(
  { did, secret, cell, exchange }: Draft,
  cells: readonly RecordedCell[],
  state: LifeState,
): LifeMark['did'] {
  if (did !== 'accepted' || MAY_BE_ALIVE.includes(state)) return did;
  const events = cells.find(({ address }) => address === cell)?.secrets ?? [];
  return events.some((event) => event.secret === secret && event.exchange === exchange) ? did : 'used';
}

function stateAfter(did: LifeMark['did'], before: LifeState): LifeState {
  switch (did) {
    case 'issued':
    case 'set':
    case 'accepted':
      return 'still alive';
    case 'replaced':
      return MAY_BE_ALIVE.includes(before) ? 'replaced, not proved dead' : before;
    case 'revoked':
      return before === 'proved dead' ? before : 'revoked, not proved dead';
    case 'ended with its user':
      return before === 'proved dead' ? before : 'ended with its user';
    case 'proved dead':
      return 'proved dead';
    case 'refused':
      return before === 'still alive' ? 'refused last, not proved dead' : before;
    case 'used':
      return before;
  }
}

/** When a token expires, according to the answer that issued it. */
function expiryOf(
  name: string,
  marks: readonly LifeMark[],
  cells: readonly RecordedCell[],
): string | undefined {
  const birth = marks.findLast(({ did }) => did === 'issued');
  if (birth?.exchange === undefined) return undefined;
  const exchange = cells.find(({ address }) => address === birth.cell)?.exchanges?.[birth.exchange];
  const body = parseJson(exchange?.responseBody ?? '');
  const field = /refresh/i.test(name) ? 'refresh_token_expires_in' : 'expires_in';
  const seconds =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined;
  if (exchange === undefined || typeof seconds !== 'number') return undefined;
  const end = new Date(timeOf(exchange.startedAt) + exchange.durationMs + seconds * 1000);
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString();
}

function callsOf(drafts: readonly Draft[]): number {
  return new Set(drafts.map((draft) => `${draft.cell} ${placeKey(draft)}`)).size;
}

/** A time in ms. One that cannot be read comes first. */
function timeOf(iso: string): number {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? 0 : time;
}
