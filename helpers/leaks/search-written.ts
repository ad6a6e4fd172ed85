/** Searches the files that a run has written for secrets, while other runs write and rename files in the same places. */
import { lstatSync, readFileSync } from 'node:fs';
import type { SecretRegistry } from '../secrets/registry.ts';
import { type Found, searchBytes } from '../secrets/search.ts';
import type { FileWatch, WrittenFile } from './places.ts';

/** A file, and what was found in it. */
export interface SearchedFile {
  file: WrittenFile;
  found: Found;
}

/** Larger files cannot be searched in memory. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** How often the files are listed again, because one was gone when it was its turn. Other runs may go on writing for hours. */
const MAX_LISTINGS = 5;

/**
 * Yields each file that is new or has changed since the last call. A file that is gone when it is its turn is not a leak: the
 * history is shared, and another run has just renamed its draft into place. So that nothing is missed, the files are listed
 * again, and the renamed one is found under its new name.
 */
export function* searchWritten(written: FileWatch, secrets: SecretRegistry): Generator<SearchedFile> {
  for (let listing = 0; listing < MAX_LISTINGS; listing++) {
    let isComplete = true;
    for (const file of written.take()) {
      const found = searchFile(file.path, secrets);
      if (found === undefined) isComplete = false;
      else yield { file, found };
    }
    if (isComplete) return;
  }
}

/** `undefined` if there is no such file anymore. */
function searchFile(path: string, secrets: SecretRegistry): Found | undefined {
  try {
    if (lstatSync(path).size <= MAX_FILE_BYTES) return searchBytes(readFileSync(path), secrets);
    return unsearched('is too large to search');
  } catch {
    return isGone(path) ? undefined : unsearched('cannot be read');
  }
}

/** Looks after the failure, because Windows has other error codes for a file that is just being removed. */
function isGone(path: string): boolean {
  try {
    lstatSync(path);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function unsearched(trouble: string): Found {
  return { kinds: new Set(), sources: new Set(), trouble };
}
