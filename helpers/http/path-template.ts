/**
 * Returns the path of a URL with placeholders for IDs and names, so that calls of the same kind are alike. Text that is not a
 * URL counts as a path.
 */
export function pathTemplate(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url.replace(/[?#].*$/s, '');
  return path.replace(/\/\d+(?=[/.]|$)/g, '/{id}').replace(/\/=[^/]*/g, '/={name}');
}
