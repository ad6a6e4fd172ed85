/** A document of sections that never exceeds its limit: it is cut between blocks, and says what is missing. */

/** A part of the document. A block is never cut. */
export interface Section {
  /** A whole Markdown heading. Missing for the head of the document. */
  heading?: string;
  /** What the blocks need above them: the head of a table. */
  above?: string;
  blocks: readonly string[];
  /** The blocks are the rows of a table or the items of a list. */
  tight?: boolean;
  /** If there is not enough space for everything, sections with a low number choose first. */
  rank: number;
}

/** Returns the document, which has less than `limit` bytes in UTF-8. */
export function fitted(sections: readonly Section[], limit: number): string {
  const shown = sections.filter(({ blocks }) => blocks.length > 0);
  const frames = shown.reduce((sum, section) => sum + frameBytes(section), 0);
  let rest = limit - frames;
  const taken = new Map<Section, number>();
  // At first, no section gets more than half of what is left, so that a long one leaves something for the others.
  for (const share of [0.5, 1]) {
    for (const section of shown.toSorted((a, b) => a.rank - b.rank)) {
      const keep = rest * (1 - share);
      let count = taken.get(section) ?? 0;
      for (const block of section.blocks.slice(count)) {
        const bytes = Buffer.byteLength(block) + GAP;
        if (rest - bytes < keep) break;
        rest -= bytes;
        count++;
      }
      taken.set(section, count);
    }
  }
  return `${shown.map((section) => drawn(section, taken.get(section) ?? 0)).join('\n\n')}\n`;
}

/** Bytes between two blocks, and at the end. */
const GAP = 2;

function drawn({ heading, above, blocks, tight = false }: Section, count: number): string {
  const kept = blocks.slice(0, count);
  const body = tight
    ? [...(above === undefined ? [] : [above]), ...kept].join('\n')
    : [...(above === undefined ? [] : [above]), ...kept].join('\n\n');
  return [
    ...(heading === undefined ? [] : [heading]),
    ...(count === 0 ? [] : [body]),
    ...(count === blocks.length ? [] : [notice(blocks.length - count)]),
  ].join('\n\n');
}

/** What a reader gets in place of the blocks that are missing. */
function notice(missing: number): string {
  return `**${String(missing)} more left out here**, to keep this file below the size that a job summary may have. Everything is in \`run.json\`.`;
}

function frameBytes({ heading = '', above = '', blocks }: Section): number {
  return Buffer.byteLength(`${heading}${above}${notice(blocks.length)}`) + 4 * GAP;
}
