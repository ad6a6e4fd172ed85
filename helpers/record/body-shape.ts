/**
 * The shape of a JSON or XML body: which fields it has, and of which types, without their values. Two answers of the same call
 * are compared by it, so that an ID or a date that differs is no difference.
 */
import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom';
import { parseJson } from '../json.ts';

/** The types that each field has, by its path. The names in a path are separated by NUL, because a name may contain a dot. */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

/** A difference between two shapes. `before` or `now` is missing if the field is. */
export interface ShapeDifference {
  /** `users[].id` or `user/@id`; empty for the body itself. */
  field: string;
  before?: string;
  now?: string;
}

/** Deeper and further fields are not compared, so that no body can make a comparison endless. */
const MAX_DEPTH = 30;
const MAX_FIELDS = 2000;

/** The record cuts longer bodies off, and such a body cannot be parsed. */
const MAX_LENGTH = 60_000;

/** Values that do not show what type a field has otherwise, or which fields are in it. */
const NULL = 'null';
const EMPTY_LIST = 'empty list';
const CHILDLESS = 'childless element';

/** How a type is shown, if it has another name. */
const SHOWN: Partial<Record<string, string>> = { [EMPTY_LIST]: 'list', [CHILDLESS]: 'element' };

const SEPARATOR = '\u0000';

/** Returns the shape of a body, or `undefined` if it is neither JSON nor XML, or was cut off. */
export function shapeOf(body: string | undefined): Shape | undefined {
  const text = (body ?? '').trim();
  if (text === '' || text.length > MAX_LENGTH) return undefined;
  const shape = new Map<string, Set<string>>();
  if (/^[[{]/.test(text)) {
    const value = parseJson(text);
    if (value === undefined) return undefined;
    addJson(shape, '', value, 0);
    return shape;
  }
  const root = text.startsWith('<') ? parseXml(text) : undefined;
  if (root === undefined) return undefined;
  addXml(shape, root.nodeName, root, 0);
  return shape;
}

/**
 * Compares two shapes. If a field with fields of its own was added or removed, those are not listed. A field that was null or
 * an empty list in one of the two answers did not change.
 */
export function compareShapes(before: Shape, now: Shape): ShapeDifference[] {
  const differences: ShapeDifference[] = [];
  for (const path of new Set([...before.keys(), ...now.keys()])) {
    const [was, is] = [before.get(path), now.get(path)];
    const field = displayed(path);
    if (was !== undefined && is !== undefined) {
      const [typeBefore, typeNow] = [typesIn(was), typesIn(is)];
      if (typeBefore !== '' && typeNow !== '' && typeBefore !== typeNow)
        differences.push({ field, before: typeBefore, now: typeNow });
    } else if (was !== undefined && wouldShow(now, path))
      differences.push({ field, before: typesIn(was) || 'empty' });
    else if (is !== undefined && wouldShow(before, path))
      differences.push({ field, now: typesIn(is) || 'empty' });
  }
  return differences.sort((a, b) => a.field.localeCompare(b.field));
}

/** Whether a field would be in this shape if the answer had it. Not so if what it would be in is missing, null or empty. */
function wouldShow(shape: Shape, path: string): boolean {
  const at = path.lastIndexOf(SEPARATOR);
  if (at < 0) return true;
  const containers = ['object', 'list', 'element', ...(path.startsWith('@', at + 1) ? [CHILDLESS] : [])];
  return containers.some((type) => shape.get(path.slice(0, at))?.has(type));
}

/** Returns the path of a field as a person reads it. */
function displayed(path: string): string {
  if (!path.startsWith(SEPARATOR)) return path.replaceAll(SEPARATOR, '/');
  return path.replaceAll(`${SEPARATOR}[]`, '[]').replaceAll(SEPARATOR, '.').replace(/^\./, '');
}

/** Returns the types that are certain, in words. */
function typesIn(types: ReadonlySet<string>): string {
  const certain = [...types].filter((type) => type !== NULL).map((type) => SHOWN[type] ?? type);
  return [...new Set(certain)].sort().join(' or ');
}

function add(shape: Map<string, Set<string>>, path: string, type: string): boolean {
  const types = shape.get(path);
  if (types === undefined && shape.size >= MAX_FIELDS) return false;
  shape.set(path, (types ?? new Set()).add(type));
  return true;
}

function addJson(shape: Map<string, Set<string>>, path: string, value: unknown, depth: number): void {
  if (depth > MAX_DEPTH || !add(shape, path, typeOf(value))) return;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) addJson(shape, `${path}${SEPARATOR}[]`, item, depth + 1);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value))
      addJson(shape, `${path}${SEPARATOR}${nameOf(name)}`, item, depth + 1);
  }
}

function typeOf(value: unknown): string {
  if (value === null) return NULL;
  if (Array.isArray(value)) return value.length === 0 ? EMPTY_LIST : 'list';
  return typeof value;
}

/** An object may have an entry for each ID. */
function nameOf(name: string): string {
  return /^\d+$/.test(name) ? '{id}' : name;
}

function addXml(shape: Map<string, Set<string>>, path: string, element: Element, depth: number): void {
  const attributes = Array.from(element.attributes, ({ name }) => name);
  const children = Array.from(element.childNodes).filter((node): node is Element => node.nodeType === 1);
  if (depth > MAX_DEPTH || !add(shape, path, typeOfElement(element, attributes, children))) return;
  for (const name of attributes) add(shape, `${path}${SEPARATOR}@${name}`, 'text');
  for (const child of children) addXml(shape, `${path}${SEPARATOR}${child.nodeName}`, child, depth + 1);
}

function typeOfElement(element: Element, attributes: string[], children: Element[]): string {
  if (children.length > 0) return 'element';
  if (attributes.length > 0) return CHILDLESS;
  return element.textContent?.trim() === '' ? NULL : 'text';
}

function parseXml(text: string): Element | undefined {
  try {
    const document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml');
    return document.documentElement ?? undefined;
  } catch {
    return undefined;
  }
}
