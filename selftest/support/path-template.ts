/** Returns a path with `{id}` for each number, so that calls of the same kind are alike. */
export function templateOf(path: string): string {
  return path.replace(/\/\d+(?=\/|$)/g, '/{id}');
}
