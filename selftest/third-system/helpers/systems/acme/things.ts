/** The things of Acme. A caller who knows a thing's password can open it. */
import { z } from 'zod';
import type { CleanUpRecord } from '../../../../../helpers/clean-up/clean-up.ts';
import { CleanUpSteps } from '../../../../../helpers/clean-up/steps.ts';
import type { Call } from '../../../../../helpers/http/call.ts';
import { type Exchange, unexpectedStatus } from '../../../../../helpers/http/exchange.ts';
import { path } from '../../../../../helpers/http/path.ts';
import type { Transport } from '../../../../../helpers/http/transport.ts';
import { isUser } from '../../../../../helpers/ledger/entry.ts';
import type { Ledger } from '../../../../../helpers/ledger/ledger.ts';
import { examine } from '../../../../../helpers/preflight/requirements.ts';
import { runId } from '../../../../../helpers/run-id.ts';
import type { OnTenant } from '../../../../../helpers/systems/system.ts';
import type { AcmeTarget } from './settings.ts';

/** What the suite needs to work with one tenant. */
export interface AcmeConnection {
  target: AcmeTarget;
  transport: Transport;
  ledger: Ledger;
}

/** The marker of our things: the prefix of their names. */
const MARKER = 'keyturn-';

const thing = z.object({ id: z.int(), name: z.string() });
export type Thing = z.infer<typeof thing>;

const WHO_AM_I: Call<unknown> = {
  method: 'GET',
  path: '/me',
  idempotent: true,
  schema: z.object({ admin: z.boolean() }),
};

export class Things {
  readonly connection: AcmeConnection;

  constructor(connection: AcmeConnection) {
    this.connection = connection;
  }

  whoAmI(): Promise<Exchange<unknown>> {
    return this.#send(WHO_AM_I);
  }

  /** All things with our marker. */
  async ours(): Promise<Thing[]> {
    const list = await this.#send({
      method: 'GET',
      path: '/things',
      idempotent: true,
      schema: z.array(thing),
    });
    return list.body.filter(({ name }) => name.startsWith(MARKER));
  }

  /** Creates a thing of this run, recorded before the call. */
  async make(password: string): Promise<Thing> {
    const name = `${MARKER}${runId()}`;
    const entry = this.connection.ledger.creating({ kind: 'user', address: name, marker: name });
    const made = await this.#send({
      method: 'POST',
      path: '/things',
      json: { name, password },
      idempotent: false,
      schema: thing,
    });
    if (made.status !== 201) throw unexpectedStatus(made);
    this.connection.ledger.created(entry, made.body.id);
    return made.body;
  }

  open({ id }: Thing, password: string): Promise<Exchange<unknown>> {
    return this.#send({
      method: 'POST',
      path: path('/things/{id}/open', { id }),
      json: { password },
      idempotent: true,
      schema: z.unknown(),
    });
  }

  /** Removes one of our things, and checks that it is gone. */
  async remove({ id, name }: Thing): Promise<string> {
    await this.#send({
      method: 'DELETE',
      path: path('/things/{id}', { id }),
      idempotent: true,
      schema: z.unknown(),
    });
    if ((await this.ours()).some((each) => each.id === id)) throw new Error(`${name} is still there`);
    const { ledger } = this.connection;
    for (const entry of ledger.all().filter(isUser)) if (entry.thing.address === name) ledger.removed(entry);
    return `removed ${name}`;
  }

  #send<Body>(call: Call<Body>): Promise<Exchange<Body>> {
    const { transport, target } = this.connection;
    return transport.send({ as: 'admin', bearer: target.key }, call);
  }
}

/** Removes what this run created. */
async function cleanUp(connection: AcmeConnection): Promise<CleanUpRecord> {
  const things = new Things(connection);
  const steps = new CleanUpSteps();
  await steps.attempt(async () => {
    const ours = (await things.ours()).filter(({ name }) => name === `${MARKER}${runId()}`);
    return (await Promise.all(ours.map((each) => things.remove(each)))).join('; ');
  });
  return { steps: steps.outcomes, clean: connection.ledger.own().length === 0 };
}

/** Examines a tenant for `npm run doctor`. It only reads. */
const examination: OnTenant<AcmeConnection>['examination'] = ({ transport }) => ({
  examine: () =>
    examine(
      [
        {
          name: 'answers',
          sentence: 'Acme answers.',
          check: async () => {
            const answer = await transport.send({ as: 'anonymous' }, WHO_AM_I);
            return { is: 'met', seen: `with ${String(answer.status)}` };
          },
        },
      ],
      undefined,
    ),
  finish: () => Promise.resolve([]),
});

export const onTenant: OnTenant<AcmeConnection> = { whoAmI: WHO_AM_I, cleanUp, examination };
