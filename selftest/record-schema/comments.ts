/** Reads the comments of a zod schema from its source, so that they are written only once. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** The comment of a schema or field, and those of its own fields. */
export interface Comments {
  readonly text: string | undefined;
  readonly fields: ReadonlyMap<string, Comments>;
}

/** Returns the comments of all schemas in these files, by the name of their variable. */
export function commentsOf(files: readonly string[]): ReadonlyMap<string, Comments> {
  const known = new Map<string, Comments>();
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true);
    for (const statement of source.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && initializer !== undefined)
          known.set(name.text, { text: commentOf(statement), fields: fieldsOf(initializer, known) });
    }
  }
  return known;
}

type Known = ReadonlyMap<string, Comments>;

/** The fields of `z.object({ … })`, of an array of them, or of a schema that is used by its name. */
function fieldsOf(expression: ts.Expression, known: Known): ReadonlyMap<string, Comments> {
  if (ts.isIdentifier(expression)) return known.get(expression.text)?.fields ?? new Map();
  if (ts.isObjectLiteralExpression(expression))
    return new Map(expression.properties.flatMap((property) => fieldOf(property, known)));
  if (ts.isCallExpression(expression)) {
    const {
      expression: called,
      arguments: [argument],
    } = expression;
    const own = argument === undefined ? undefined : fieldsOf(argument, known);
    if (own !== undefined && own.size > 0) return own;
    // `….optional()`, `….min(1)`
    if (ts.isPropertyAccessExpression(called)) return fieldsOf(called.expression, known);
  }
  // `….shape`
  if (ts.isPropertyAccessExpression(expression)) return fieldsOf(expression.expression, known);
  return new Map();
}

function fieldOf(property: ts.ObjectLiteralElementLike, known: Known): [string, Comments][] {
  if (ts.isSpreadAssignment(property)) return [...fieldsOf(property.expression, known)];
  if (!ts.isIdentifier(property.name)) return [];
  const name = property.name.text;
  const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
  // The comment of a schema that is used by its name is about the field as well.
  const named = ts.isIdentifier(value) ? known.get(value.text)?.text : undefined;
  return [[name, { text: commentOf(property) ?? named, fields: fieldsOf(value, known) }]];
}

/** Returns the comment above a node in one line, without references to other code. */
function commentOf(node: ts.Node): string | undefined {
  const comment = ts.getJSDocCommentsAndTags(node).at(-1)?.comment;
  const text = (ts.getTextOfJSDocComment(comment) ?? '')
    .replace(/\s+/g, ' ')
    .replace(/ ?See (?:`\w+`|\{@link [^}]*\})\.?/g, '')
    .trim();
  return text === '' ? undefined : text;
}
