/**
 * Loads the code that draws the executed notebook, a third of what the main process loads. It is needed when the run is
 * over, so it is loaded while the workers are busy.
 */
export function loadDrawings(): typeof import('./write.ts') {
  return require('./write.ts') as typeof import('./write.ts');
}
