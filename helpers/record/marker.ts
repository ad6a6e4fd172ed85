/** The marker that stands for a redacted value in all texts of the record, with the name of the secret. */

/** Matches each marker. A name is short, so the search for its end is, too. */
export const MARKER = /\[redacted(?: ([^\]]{1,120}))?\]/g;
