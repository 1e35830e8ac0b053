/** A dotted key taken apart: the number of the data source, and the names below it. */
export interface ObjectKey {
  readonly datasource: number;
  readonly path: readonly string[];
}

/** A segment with a dot, a quote or nothing in it stands in quotes, which are doubled inside (Alation wire, mapping: `key`). */
function quoted(segment: string): string {
  return /[."]|^$/.test(segment) ? `"${segment.replaceAll('"', '""')}"` : segment;
}

/** Names as one dotted text, from which they can be read again. */
export function joinPath(path: readonly string[]): string {
  return path.map(quoted).join('.');
}

const segment = /"((?:[^"]|"")*)"|([^."]+)/y;

/** The names of a dotted text; `null` for what is none. */
export function splitPath(text: string): readonly string[] | null {
  const names: string[] = [];
  let place = 0;
  for (;;) {
    segment.lastIndex = place;
    const found = segment.exec(text);
    if (found === null) return null;
    names.push(found[2] ?? (found[1] ?? '').replaceAll('""', '"'));
    place = segment.lastIndex;
    if (place === text.length) return names;
    if (text[place] !== '.') return null;
    place += 1;
  }
}

/** Reads `6.DB.PUBLIC.T`; `null` for what is no key of an object below a data source. */
export function parseObjectKey(text: string): ObjectKey | null {
  const [first = '', ...path] = splitPath(text) ?? [];
  return /^\d{1,15}$/.test(first) && path.length > 0 ? { datasource: Number(first), path } : null;
}
