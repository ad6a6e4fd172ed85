/** The names of the reports in the results folder, besides those of the executed notebook. */
export const RECORD = 'run.json';
export const JUNIT = 'junit.xml';
