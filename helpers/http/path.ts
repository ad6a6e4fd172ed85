/**
 * Fills in the parameters of a path template. Each value is percent-encoded, so that none can change which resource is
 * called: `path('/api/v2/users/{id}', { id: 'me/../1' })` stays one segment.
 *
 * @throws {TypeError} if a parameter of the template is missing, empty, `.` or `..`
 */
export function path(template: string, parameters: Record<string, string | number> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new TypeError(`The path ${template} needs a value for {${name}}`);
    const segment = encodeURIComponent(String(value));
    // URLs resolve these segments even if they are encoded, so the path would name another resource.
    if (/^\.{0,2}$/.test(segment))
      throw new TypeError(`"${segment}" cannot stand for {${name}} in the path ${template}`);
    return segment;
  });
}
