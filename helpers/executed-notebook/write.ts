/** Draws the executed notebook from a record and writes its files. */
import { join } from 'node:path';
import type { RunRecord } from '../record/schema.ts';
import type { NotebookFile } from '../results/files.ts';
import { json, writeReport } from '../results/write-report.ts';
import { accountsCsv } from './accounts-csv.ts';
import { badgeOf } from './badge.ts';
import { ctrfReport } from './ctrf.ts';
import { notebookPage } from './html/page.ts';
import { notebookIpynb } from './ipynb.ts';
import { metricsOf } from './metrics.ts';
import { notebookMarkdown } from './markdown/notebook-markdown.ts';

/** What a drawing needs besides the record. */
export interface DrawingOptions {
  /** The SHA-256 digest of the record's file, in hexadecimal. */
  digest: string;
}

/** Returns the content of a file. It is a pure function of the record. */
type Drawing = (record: RunRecord, options: DrawingOptions) => string;

/** How each file is drawn. */
export type Drawings = Partial<Record<NotebookFile, Drawing>>;

const DRAWINGS: Required<Drawings> = {
  'notebook.html': notebookPage,
  'notebook.md': notebookMarkdown,
  'notebook.ipynb': (record, options) => json(notebookIpynb(record, options)),
  'ctrf.json': (record) => json(ctrfReport(record)),
  'accounts.csv': accountsCsv,
  'badge.json': (record) => json(badgeOf(record)),
  'metrics.prom': metricsOf,
};

/**
 * Draws all files and writes them. If one cannot be drawn, none is written. A file is replaced only by a complete one.
 *
 * @returns the paths of the files
 */
export function writeNotebook(
  record: RunRecord,
  folder: string,
  { drawings = DRAWINGS, ...options }: DrawingOptions & { drawings?: Drawings },
): string[] {
  const drawn = Object.entries(drawings).map(
    ([name, draw]) => [join(folder, name), draw(record, options)] as const,
  );
  for (const [path, content] of drawn) writeReport(path, content);
  return drawn.map(([path]) => path);
}
