/** Setup cannot go on. The message says why, and what to do. */
export class Stopped extends Error {
  override name = 'Stopped';
}
