/**
 * Connections that are kept between calls. A proxy, a relay or the tenant may silently drop an idle one. A call that is
 * sent on it is lost, and it is not known whether it arrived. An idempotent call is retried. A call with an effect gets a
 * fresh connection.
 *
 * Playwright shares kept connections among all of its request contexts and has no setting for that. But Node announces
 * each request (`diagnostics_channel`), which shows the agent that keeps its connection.
 */
import { subscribe } from 'node:diagnostics_channel';
import { Agent, type ClientRequest } from 'node:http';

const keepAliveAgents = new Set<Agent>();
let listening = false;

/** Starts to track the agents that keep connections. */
export function watchConnections(): void {
  if (!listening) subscribe('http.client.request.start', trackKeepAliveAgent);
  listening = true;
}

/** Closes all idle connections, so that the next call opens a new one. */
export function dropIdleConnections(): void {
  for (const { freeSockets } of keepAliveAgents) {
    for (const sockets of Object.values(freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }
}

function trackKeepAliveAgent(message: unknown): void {
  const { agent } = (message as { request: ClientRequest & { agent?: unknown } }).request;
  if (agent instanceof Agent && keepsAlive(agent)) keepAliveAgents.add(agent);
}

/** Other agents are made for a single request. Keeping them would be a memory leak. */
function keepsAlive(agent: Agent & { keepAlive?: boolean }): boolean {
  return agent.keepAlive === true;
}
