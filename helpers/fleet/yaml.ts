/**
 * Reads YAML that a person wrote, and knows where each of its values is. No message repeats a part of the text, because that
 * may be a secret in the wrong place. (The messages of the parser do.)
 */
import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';

/** A place in a file, counted from 1. */
export interface Place {
  line: number;
  column: number;
}

/** What is wrong, as a sentence without its full stop. */
interface YamlMistake extends Place {
  problem: string;
}

/** Steps from the root to a value: keys, and indices counted from 0. */
export type Path = readonly (string | number)[];

/** What was read. */
export interface Yaml {
  ok: true;
  value: unknown;
  /** Returns where a value is, or the nearest one above it that is written there (an alias may be elsewhere). */
  placeOf: (path: Path) => Place;
  /** Returns where a key of the map at this path is. */
  placeOfKey: (path: Path, key: string) => Place;
}

/** What was read, or all mistakes. */
type YamlRead = Yaml | { ok: false; mistakes: YamlMistake[] };

/** How often one anchor may be repeated. More is an attack on memory, or a mistake. */
const MAX_ALIASES = 200;

const SENTENCES: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'An alias (*name) has no anchor (&name) before it',
  BAD_DQ_ESCAPE: 'A backslash in double quotes begins an escape that does not exist; use single quotes',
  BAD_INDENT: 'The indentation does not fit: everything in one list or map must begin in the same column',
  BAD_SCALAR_START: 'A value begins with a character that has a meaning in YAML; put it in single quotes',
  BLOCK_AS_IMPLICIT_KEY: 'A value is missing its line break, or contains a colon and needs single quotes',
  DUPLICATE_KEY: 'The same key is here twice',
  MISSING_CHAR:
    'A character is missing: a closing quotation mark or bracket, a comma, or a space after a colon',
  MULTILINE_IMPLICIT_KEY: 'A key is missing its colon, or a value is missing its quotation marks',
  MULTIPLE_DOCS: 'A second document begins (---). The file must contain only one',
  NON_STRING_KEY: 'A key is not text',
  RESOURCE_EXHAUSTION: 'This is nested too deeply',
  TAB_AS_INDENT: 'A tab is used for indentation. YAML allows spaces only',
  TAG_RESOLVE_FAILED: 'A tag (!name) has no meaning here; a value that begins with ! needs single quotes',
};

/** What is said of mistakes for which there is no better sentence. */
const NOT_YAML = 'This is not valid YAML';

/** Reads the text of a file. Never throws. */
export function readYaml(text: string): YamlRead {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const failed = (problem: string, offset = 0): YamlRead => ({
    ok: false,
    mistakes: [{ problem, ...placeAt(offset) }],
  });
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      merge: true,
      // Silent would hide that there is a second document.
      logLevel: 'error',
    });
    const found: Pick<YAMLError, 'code' | 'pos'>[] = [...document.errors, ...document.warnings];
    visit(document, {
      Alias: (_, alias) => {
        if (alias.resolve(document) === undefined)
          found.push({ code: 'BAD_ALIAS', pos: [alias.range?.[0] ?? 0, 0] });
      },
    });
    if (found.length > 0)
      return { ok: false, mistakes: withoutRepeats(found.map((error) => mistakeOf(error, placeAt))) };
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    const root = document.contents;
    const offsetOf = (node: Node | undefined) => node?.range?.[0] ?? 0;
    return {
      ok: true,
      value,
      placeOf: (path) => placeAt(offsetOf(nodeAt(root, path))),
      placeOfKey: (path, key) => {
        const map = nodeAt(root, path);
        const pair = isMap(map)
          ? map.items.find((each) => isScalar(each.key) && String(each.key.value) === key)
          : undefined;
        return placeAt(offsetOf(isNode(pair?.key) ? pair.key : map));
      },
    };
  } catch (error) {
    if (error instanceof ReferenceError) return failed('Aliases (*name) repeat too much of the file');
    if (error instanceof RangeError) return failed(SENTENCES.RESOURCE_EXHAUSTION ?? NOT_YAML);
    return failed(NOT_YAML);
  }
}

function mistakeOf(
  { code, pos: [offset] }: Pick<YAMLError, 'code' | 'pos'>,
  placeAt: (offset: number) => Place,
): YamlMistake {
  return { problem: SENTENCES[code] ?? NOT_YAML, ...placeAt(offset) };
}

/** One mistake often makes the parser find another one in the same line. */
function withoutRepeats(mistakes: readonly YamlMistake[]): YamlMistake[] {
  return mistakes.filter(({ line }, index) => mistakes.findIndex((each) => each.line === line) === index);
}

/** Returns the node at a path, or the nearest one above it. */
function nodeAt(root: unknown, path: Path): Node | undefined {
  let node = isNode(root) ? root : undefined;
  for (const step of path) {
    const next: unknown = isCollection(node) ? node.get(step, true) : undefined;
    if (!isNode(next)) return node;
    node = next;
  }
  return node;
}
