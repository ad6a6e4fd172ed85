// The table of a comparison.
import { markdownTable } from './page.mjs';
import { mibText, ratios, ratioText, secondsText, spread } from './statistics.mjs';

/**
 * @typedef {object} Row a tool at one latency
 * @property {keyof typeof import('./peers/index.mjs').PEERS | 'keyturn'} tool
 * @property {string} title
 * @property {number} latencyMs
 * @property {number} calls
 * @property {number} chain how many of its calls waited for one another
 * @property {number} assertions of the answers, by a tool that can make all of them
 * @property {import('./measure.mjs').Measured[]} runs
 */

/** @param {Row} row */
export function medianTime({ runs }) {
  return spread(runs.map(({ wallMs }) => wallMs)).median;
}

/**
 * The table of several tools, each beside the floor at the same latency.
 * @param {readonly Row[]} rows
 * @param {string} floor the tool to which the others are compared
 */
export function comparison(rows, floor) {
  const title = rows.find(({ tool }) => tool === floor)?.title ?? 'the floor';
  return markdownTable(
    [
      ...['latency', 'tool', 'calls', 'one after another', 'time', `to ${title}`, 'CPU', `to ${title}`],
      ...['above the round trips', 'memory at most'],
    ],
    rows.map((row) => {
      const { runs, latencyMs, chain } = row;
      const beside = rows.find((each) => each.tool === floor && each.latencyMs === latencyMs)?.runs;
      /** @param {'wallMs' | 'cpuMs'} what */
      const ratio = (what) =>
        beside === undefined
          ? '–'
          : ratioText(
              ratios(
                runs.map((run) => run[what]),
                beside.map((run) => run[what]),
              ),
            );
      const memory = runs.flatMap(({ allMib }) => (allMib === undefined ? [] : [allMib]));
      return [
        `${String(latencyMs)} ms`,
        ...[row.title, row.calls, chain],
        ...[secondsText(spread(runs.map(({ wallMs }) => wallMs))), ratio('wallMs')],
        ...[secondsText(spread(runs.map(({ cpuMs }) => cpuMs))), ratio('cpuMs')],
        secondsText(spread(runs.map(({ wallMs }) => wallMs - chain * latencyMs))),
        memory.length === 0 ? '–' : mibText(spread(memory)),
      ];
    }),
    2,
  );
}
