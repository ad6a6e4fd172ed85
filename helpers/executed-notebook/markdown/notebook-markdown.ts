/**
 * `notebook.md`: the executed notebook for the summary of a CI job (`GITHUB_STEP_SUMMARY`), in GitHub's Markdown. GitHub
 * rejects a summary of more than 1 MiB as a whole, so this file is always smaller than 900 KiB.
 */
import type { RunRecord } from '../../record/schema.ts';
import { cellSections } from './cells.ts';
import { contractSections } from './contract.ts';
import { headSections } from './head.ts';
import { lifelinesSection } from './lifelines.ts';
import { fitted } from './section.ts';
import { sinceSections } from './since.ts';

/** In bytes. Other steps of a job may add to the same summary. */
const LIMIT = 900 * 1024;

/**
 * @param digest the SHA-256 digest of the record's file
 * @param limit in bytes
 */
export function notebookMarkdown(
  record: RunRecord,
  { digest, limit = LIMIT }: { digest?: string | undefined; limit?: number } = {},
): string {
  const [table, broken, proofs] = cellSections(record);
  const [since, waits] = sinceSections(record);
  const sections = [
    ...headSections(record, digest),
    table,
    broken,
    lifelinesSection(record),
    since,
    waits,
    ...contractSections(record),
    proofs,
  ];
  return fitted(
    sections.filter((section) => section !== undefined),
    limit,
  );
}
