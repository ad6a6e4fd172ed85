// The tools that are compared: how each is started, as its users start it, and what it is given.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareHttpyac } from './httpyac.mjs';
import { prepareNewman } from './newman.mjs';
import { prepareRespect } from './respect.mjs';

export const BENCHMARKS = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Given
 * @property {import('./story.mjs').Story} story
 * @property {import('../site.mjs').Site} site
 * @property {string} folder for the files of the tool
 *
 * @typedef {object} Prepared
 * @property {(run: { results: string }) => string[]} command the words after `npx`. A run writes its reports into its own folder,
 *   which is also in `RESULTS`
 * @property {Record<string, string>} [env]
 *
 * @typedef {object} Peer
 * @property {string} title
 * @property {string} dependency its package
 * @property {(given: Given) => Prepared} prepare writes its files
 */

/** @type {Record<PeerName, Peer>} */
export const PEERS = {
  playwright: { title: 'bare Playwright', dependency: '@playwright/test', prepare: preparePlaywright },
  newman: { title: 'Newman with htmlextra', dependency: 'newman', prepare: prepareNewman },
  httpyac: { title: 'httpYac', dependency: 'httpyac', prepare: prepareHttpyac },
  respect: { title: 'Redocly Respect', dependency: '@redocly/cli', prepare: prepareRespect },
};

/** @typedef {'playwright' | 'newman' | 'httpyac' | 'respect'} PeerName */

/**
 * @param {Given} given
 * @returns {Prepared}
 */
function preparePlaywright({ story, site, folder }) {
  const file = join(folder, 'story.json');
  writeFileSync(file, JSON.stringify(story, null, 2));
  return {
    command: () => ['playwright', 'test', '--config', join(BENCHMARKS, 'peers', 'playwright')],
    env: { STORY: file, ENV_FILE: site.envFile },
  };
}

/** The packages of the benchmarks, with their pinned versions. */
export function dependencies() {
  /** @type {{ dependencies: Record<string, string> }} */
  const { dependencies: all } = JSON.parse(readFileSync(join(BENCHMARKS, 'package.json'), 'utf8'));
  return all;
}
