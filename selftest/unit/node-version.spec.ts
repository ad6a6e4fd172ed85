/** The versions of Node on which the project runs, and the message for other versions. */
import { expect, test } from '../support/test.ts';
import { unsupported } from '../../bin/node-version.mjs';

const RANGE = '^20.19.0 || ^22.13.0 || >=24';

for (const version of ['20.19.0', '20.20.2', '22.13.0', '22.23.3', '24.0.0', '25.1.0', '26.0.0-nightly']) {
  test(`Node ${version} is supported`, () => {
    expect(unsupported(version, RANGE, '/usr/bin/node')).toBeUndefined();
  });
}

for (const version of ['12.22.12', '18.20.8', '20.18.3', '21.7.3', '22.12.0', '23.11.0']) {
  test(`Node ${version} is not supported, and the message lists the versions that are`, () => {
    const message = unsupported(version, RANGE, '/usr/bin/node');
    expect(message).toContain(
      `needs Node 20.19+, 22.13+ or 24+, but this is Node ${version} (/usr/bin/node)`,
    );
    expect(message).toContain('To do: ');
  });
}
