import { foldName } from '../document/fold-name.ts';

/** Things of one kind, found by name. */
export interface NameIndex<T> {
  /** The one of exactly this name, when it is alone with it whatever the case. */
  find(name: string): T | null;
  /** What stands in the way of finding this name or of giving it to something new; null: nothing. */
  obstacle(name: string): string | null;
}

/** Names are not unique on the wire, and clients look many of them up whatever their case. What is not alone has no name here. */
export function indexNames<T extends { readonly name: string; readonly id: string }>(
  kind: string,
  things: readonly T[],
): NameIndex<T> {
  const byFold = new Map<string, T[]>();
  for (const thing of things) {
    const fold = foldName(thing.name);
    byFold.set(fold, [...(byFold.get(fold) ?? []), thing]);
  }
  const alike = (name: string) => byFold.get(foldName(name)) ?? [];
  return {
    find: (name) => {
      const [one, ...others] = alike(name);
      return one === undefined || others.length > 0 || one.name !== name ? null : one;
    },
    obstacle: (name) => {
      const [one, ...others] = alike(name);
      if (one === undefined || (others.length === 0 && one.name === name)) return null;
      if (others.length === 0) return `differs by its case alone from the ${kind} \`${one.name}\` that is there`;
      const ids = [one, ...others].map(({ id }) => `\`${id}\``).join(', ');
      return `is the name of ${String(others.length + 1)} ${kind}s that are there: ${ids}; rename or delete all but one`;
    },
  };
}
