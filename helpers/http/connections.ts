/**
 * Connections that are kept between calls. A proxy, a relay or the tenant may have forgotten one, without a word, while
 * nobody used it: what is sent on it then is lost, and whether it arrived cannot be told. A call that may be repeated is
 * repeated; one with effect goes on a connection that is fresh.
 *
 * Playwright keeps connections for all of its request contexts together, and has no switch for it. But Node announces each
 * request that it makes (`diagnostics_channel`), and so tells who keeps its connection.
 */
import { subscribe } from 'node:diagnostics_channel';
import { Agent, type ClientRequest } from 'node:http';

const keepAliveAgents = new Set<Agent>();
let listening = false;

/** From now on, it is noted who keeps connections. */
export function watchConnections(): void {
  if (!listening) subscribe('http.client.request.start', trackKeepAliveAgent);
  listening = true;
}

/** Closes the connections that are kept, and that no call is under way on: the next one makes its own. */
export function dropIdleConnections(): void {
  for (const { freeSockets } of keepAliveAgents) {
    for (const sockets of Object.values(freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }
}

function trackKeepAliveAgent(message: unknown): void {
  const { agent } = (message as { request: ClientRequest & { agent?: unknown } }).request;
  if (agent instanceof Agent && keepsAlive(agent)) keepAliveAgents.add(agent);
}

/** Others are made for one request alone: to hold on to them would be a leak. */
function keepsAlive(agent: Agent & { keepAlive?: boolean }): boolean {
  return agent.keepAlive === true;
}
