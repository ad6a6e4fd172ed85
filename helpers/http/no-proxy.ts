/**
 * Hosts that are reached without the proxy: `NO_PROXY` as curl reads it, plus what other tools accept. This module decides
 * for API calls. The browser gets the same rules in its own syntax, because its pages load from hosts that are not known
 * in advance.
 */
import { BlockList, isIP } from 'node:net';
import { isLoopback } from './loopback.ts';

interface BypassRule {
  /** Whether it applies to a host (in lower case, IPv6 without brackets) and port. */
  appliesTo: (host: string, port: string) => boolean;
  /** The same rule in Chromium's syntax. */
  rules: string[];
}

/** Addresses on this machine are reached without the proxy. The same as `isLoopback`, in Chromium's syntax. */
const LOOPBACK = ['localhost', '127.0.0.0/8', '[::1]'];

/** Whether a call goes directly, without any proxy. */
export function bypassesProxy({ hostname, port, protocol }: URL, noProxy: string): boolean {
  if (isLoopback(hostname)) return true;
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const at = port || (protocol === 'http:' ? '80' : '443');
  return parseBypassRules(noProxy).some(({ appliesTo }) => appliesTo(host.toLowerCase(), at));
}

/** Returns the same rules for Chromium, separated by commas as Playwright expects. */
export function bypassRules(noProxy: string): string {
  return [...new Set([...LOOPBACK, ...parseBypassRules(noProxy).flatMap(({ rules }) => rules)])].join(',');
}

function parseBypassRules(noProxy: string): BypassRule[] {
  return noProxy
    .toLowerCase()
    .split(/[\s,;]+/)
    .flatMap((entry) => parseBypassRule(entry) ?? []);
}

/** Parses one entry: `*`, a network, or a host with or without a port. Both clients ignore all other entries. */
function parseBypassRule(entry: string): BypassRule | undefined {
  if (entry === '*') return { appliesTo: () => true, rules: ['*'] };
  const [, network = '', bits = ''] = /^\[?([\da-f.:]+)\]?\/(\d+)$/.exec(entry) ?? [];
  if (network !== '') return networkOf(network, Number(bits));
  const isBareV6 = isIP(entry) === 6;
  const [, given = '', port] = isBareV6 ? [entry, entry] : (/^(.+?)(?::(\d+))?$/.exec(entry) ?? []);
  const name = hostNameOf(given.replace(/^\[|\]$/g, '').replace(/^(?:\*?\.)/, ''));
  if (name === undefined) return undefined;
  const rules = (hosts: string[]) => hosts.map((host) => (port === undefined ? host : `${host}:${port}`));
  const isPort = (at: string) => port === undefined || port === at;
  const version = isIP(name);
  if (version > 0) {
    return {
      appliesTo: (host, at) => host === name && isPort(at),
      rules: rules([version === 6 ? `[${name}]` : name]),
    };
  }
  if (name.includes('*')) {
    const pattern = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
    return { appliesTo: (host, at) => pattern.test(host) && isPort(at), rules: rules([name]) };
  }
  return {
    appliesTo: (host, at) => (host === name || host.endsWith(`.${name}`)) && isPort(at),
    rules: rules([name, `*.${name}`]),
  };
}

function networkOf(network: string, bits: number): BypassRule | undefined {
  const version = isIP(network);
  if (version === 0 || bits > (version === 4 ? 32 : 128)) return undefined;
  const kind = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, kind);
  return {
    appliesTo: (host) => isIP(host) === version && list.check(host, kind),
    rules: [`${network}/${String(bits)}`],
  };
}

/** Returns a host as URLs spell it (IDN, short forms of IP), or a host pattern. */
function hostNameOf(text: string): string | undefined {
  if (/^[\w.-]*\*[\w.*-]*$/.test(text)) return text;
  const address = `http://${isIP(text) === 6 ? `[${text}]` : text}`;
  if (/[/@?#\s*\\]/.test(text) || !URL.canParse(address)) return undefined;
  return new URL(address).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
