/**
 * Fills the parameters of a path template, each percent-encoded, so that no value can change which
 * resource is called: `path('/api/v2/users/{id}', { id: 'me/../1' })` stays one segment.
 *
 * @throws {TypeError} when the template names a parameter that is not given, or is empty, `.` or `..`.
 */
export function path(template: string, parameters: Record<string, string | number> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new TypeError(`The path ${template} needs a value for {${name}}`);
    const segment = encodeURIComponent(String(value));
    // These name another resource, however they are encoded: a URL resolves them away.
    if (/^\.{0,2}$/.test(segment))
      throw new TypeError(`"${segment}" cannot stand for {${name}} in the path ${template}`);
    return segment;
  });
}
