/**
 * A contract check: one behaviour that is provoked, mostly a refusal, and what it must come to. It knows nothing of the
 * test runner, so that the same check can be run on a live tenant, an emulator, and every fault of an emulator.
 */
import type { Level } from '../verdict/cell.ts';
import { type Exchange, RefusalNotServed } from '../http/exchange.ts';
import { collectEvidence, Evidence } from './evidence.ts';
import { refusalRetrier } from './insist.ts';
import type { Prove } from './prove.ts';

/** The sentence of the documentation that a check verifies, and where it stands. */
interface Documented {
  /** In the documentation's own words, or as short as they can be told. */
  says: string;
  /** A URL; or where else it is known from. */
  at: string;
}

/** What a check costs beyond calls. */
export interface CheckCost {
  /** Sign-ins that are to be refused, per user, at most: accounts lock after some. */
  failedSignIns?: number;
}

/** What is particular about a check. */
interface CheckOptions<Bench> extends CheckCost {
  /** It is about the pages of a sign-in, and so held against those tenants that have other ones, in a browser. */
  pages?: true;
  /** Why it is not about this tenant, as a sentence; nothing where it is. Then it is neither expected nor tried. */
  whyElsewhere?: (bench: Bench) => string | undefined;
}

/** One contract check. `Bench` is what it works with: see the bench of its system. */
export interface Check<Bench> extends CheckOptions<Bench> {
  /** `zendesk/password/wrong-previous` */
  address: string;
  level: Level;
  /** What is so where the contract holds, as a sentence. */
  title: string;
  documented: Documented;
  /** What a RECORD check returns is what was seen. */
  run: (bench: Bench, proof: Prove) => Promise<unknown>;
}

/** Adds one check to those of its subject. `name` is the end of its address. */
type AddCheck<Bench> = (
  name: string,
  title: string,
  documented: Documented,
  run: Check<Bench>['run'],
  particulars?: CheckOptions<Bench>,
) => void;

/** One function a level. */
interface AddChecks<Bench> {
  /** Documented. */
  must: AddCheck<Bench>;
  /** Known behaviour. */
  should: AddCheck<Bench>;
  /** Unknown today: what it returns is written down, and answers one of the open questions. */
  record: AddCheck<Bench>;
}

/**
 * The checks of one subject, or some of them, in their order.
 *
 * @param subject what their addresses begin with: `zendesk/password`
 */
export function checksOf<Bench>(
  subject: string,
  addAll: (add: AddChecks<Bench>) => void,
): readonly Check<Bench>[] {
  const checks: Check<Bench>[] = [];
  const at =
    (level: Level): AddCheck<Bench> =>
    (name, title, documented, run, particulars = {}) => {
      checks.push({ address: `${subject}/${name}`, level, title, documented, run, ...particulars });
    };
  addAll({ must: at('MUST'), should: at('SHOULD'), record: at('RECORD') });
  return checks;
}

/** The subject of a check, from its address: `zendesk/password`. */
export function subjectOf({ address }: Pick<Check<never>, 'address'>): string {
  return address.split('/').slice(0, 2).join('/');
}

/** What every bench can do: its users are shared by the checks of a worker, and put in order before each. */
export interface ResettingBench {
  /** Makes the shared users ready for a check: there, active, with a password that is known. */
  begin(cost: CheckCost): Promise<void>;
  /** Whatever the check has done to the shared users is not known: they are put in order before the next. */
  markDirty(): void;
  /** Whether something else than the tenant's answer to a check is to blame for its failure: then that is thrown. */
  explain?(error: unknown): Promise<unknown>;
  /** A call of this caller, which is to be refused, may have been made several times more. */
  countRetriedRefusal?(as: string): void;
  /** A call of the admin, which is answered with 200 wherever the tenant is well: see `insist.ts`. */
  beside?(): Promise<Exchange<unknown>>;
}

/**
 * Runs a check on the tenant of a bench. What is not so is thrown, or noted by `proof`, as its level says. Failures
 * are to be looked at by the bench before they are noted: see {@link explaining}.
 *
 * @param isReady told when the bench is ready: what fails before is not about the check.
 */
export async function runCheck<Bench extends ResettingBench>(
  check: Check<Bench>,
  bench: Bench,
  proof: Prove,
  isReady: () => void = () => undefined,
): Promise<void> {
  const { level, title } = check;
  const before = proof.failures();
  const run = async () => {
    // What is asserted while the users are put in order proves nothing of the check.
    await collectEvidence(new Evidence(level), () => bench.begin(check));
    isReady();
    return check.run(bench, proof);
  };
  try {
    if (level === 'RECORD') await proof.record('', title, async () => String(await run()));
    else if (level === 'SHOULD') await proof.should('', title, run);
    else await proof('', title, run);
  } catch (error) {
    bench.markDirty();
    throw error;
  }
  // What was only noted may have left the users otherwise than they were, too.
  if (proof.failures() > before) bench.markDirty();
}

/** Looks into each failure once, however many proofs it ends: insists on a refusal that did not come, and asks the bench. */
export function failureExplainer(bench: ResettingBench): (error: unknown) => Promise<unknown> {
  const looked = new WeakSet<object>();
  const insist = refusalRetrier(bench.beside?.bind(bench));
  return async (caught) => {
    if (looked.has(caught as object)) return caught;
    const error = await insist(caught);
    if (caught instanceof RefusalNotServed) bench.countRetriedRefusal?.(caught.exchange.record.as);
    const explanation = await (bench.explain?.(error) ?? error);
    for (const each of [caught, explanation]) if (each instanceof Error) looked.add(each);
    return explanation;
  };
}
