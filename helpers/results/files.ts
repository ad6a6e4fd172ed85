/** The names of the reports in the results folder. */
export const RECORD = 'run.json';
export const JUNIT = 'junit.xml';

/** The files of the executed notebook, all of which are drawn from the record. */
export const NOTEBOOK_FILES = [
  'notebook.html',
  'notebook.md',
  'notebook.ipynb',
  'ctrf.json',
  'accounts.csv',
  'badge.json',
  'metrics.prom',
] as const;

export type NotebookFile = (typeof NOTEBOOK_FILES)[number];

/** The folder of Playwright's own report, its page, and the folders beside it. */
export const HTML_FOLDER = 'playwright';
export const HTML = 'index.html';
export const HTML_PARTS = ['data', 'trace'];
