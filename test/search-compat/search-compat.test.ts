import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject, JsonValue } from '../../src/foundation/index.ts';
import { createSeededCatalog, type SeededCatalog } from './seeded-catalog.ts';

/** One request with what is expected of its answer. */
interface Case {
  readonly name: string;
  /** `admin` unless told. */
  readonly as?: string;
  readonly request: JsonObject;
  /** 200 unless told. */
  readonly status?: number;
  /** A subset of the answer. */
  readonly response?: JsonObject;
  /** The names of the entities, in order. */
  readonly names?: readonly string[];
  /** Members that the answer does not have. */
  readonly absent?: readonly string[];
  /** Text that is somewhere in the answer. */
  readonly contains?: readonly string[];
}

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

/** `{{name}}` stands for what the seeded catalog calls so. */
function filled(value: JsonValue, names: Readonly<Record<string, string>>): JsonValue {
  const text = JSON.stringify(value).replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const known = names[name];
    if (known === undefined) throw new Error(`the seeded catalog has no \`${name}\``);
    return known;
  });
  return JSON.parse(text) as JsonValue;
}

describe('index search', () => {
  let catalog: SeededCatalog;
  beforeAll(async () => {
    catalog = await createSeededCatalog();
  });
  afterAll(() => catalog.close());

  for (const file of files) {
    const cases = parse(readFileSync(join(folder, file), 'utf8')) as readonly Case[];
    describe(file.replace('.yaml', '').replace(/^\d+-/, ''), () => {
      it.each(cases)('$name', async (one) => {
        const { status, json } = await catalog.search(one.as ?? 'admin', filled(one.request, catalog.names));
        expect(status, JSON.stringify(json)).toBe(one.status ?? 200);
        if (one.response !== undefined) expect(json).toMatchObject(filled(one.response, catalog.names) as JsonObject);
        if (one.names !== undefined) {
          const entities = (json['entities'] ?? []) as readonly { readonly displayText: string }[];
          expect(entities.map(({ displayText }) => displayText)).toEqual(one.names);
        }
        for (const member of one.absent ?? []) expect(json).not.toHaveProperty(member);
        for (const text of one.contains ?? []) expect(JSON.stringify(json)).toContain(text);
      });
    });
  }
});
