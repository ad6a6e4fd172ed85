/** The commands that run something of a record again. */

/** The variables in front of a command, as `commandAgain` writes them, and the command of the contract. */
const CONTRACT = /^(?:\w+=(?:'[^']*'|[^\s'])+ )*npm run contract\b/;

/**
 * Returns the command that runs one check of the contract alone, with the same settings.
 *
 * @param again what runs the whole run again
 * @param address of the check
 * @returns `undefined` if the run was not one of the contract
 */
export function checkAlone(again: string, address: string): string | undefined {
  const contract = CONTRACT.exec(again)?.[0];
  // An address is not quoted, so it must not need it.
  return contract === undefined || !/^[\w/.-]+$/.test(address) ? undefined : `${contract} -- ${address}`;
}
