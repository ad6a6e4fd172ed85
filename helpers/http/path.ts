/**
 * Fills the parameters of a path template, each percent-encoded, so that no value can change which
 * resource is called: `path('/api/v2/users/{id}', { id: 'me/../1' })` stays one segment.
 *
 * @throws {TypeError} when the template names a parameter that is not given.
 */
export function path(template: string, parameters: Record<string, string | number> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new TypeError(`The path ${template} needs a value for {${name}}`);
    const segment = encodeURIComponent(String(value));
    // A dot segment survives encoding, and would be resolved away.
    return /^\.+$/.test(segment) ? segment.replaceAll('.', '%2E') : segment;
  });
}
