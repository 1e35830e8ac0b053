import { afterEach, describe, expect, test } from 'vitest';
import { type AnsweringServer, startAnsweringServer } from '../../test/support/answering-server.ts';
import { type Io } from './io.ts';
import { runProgram } from './run-program.ts';

let server: AnsweringServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const guid = '11111111-1111-4111-8111-111111111111';

function wireEntry(action: string, detail: unknown): Record<string, unknown> {
  const created = 1_767_225_600_000;
  return {
    ...{ entityId: guid, typeName: 'Table', entityQualifiedName: 'default/glue/1/t', created, timestamp: created },
    ...{ user: 'ada\u001b[31m', action, eventKey: `${guid}:${created}`, detail },
  };
}

const entries = [
  wireEntry('ENTITY_UPDATE', { typeName: 'Table', guid, attributes: { description: 'x', displayName: 'y' } }),
  wireEntry('TERM_ADD', { typeName: 'AtlasGlossaryTerm', guid, attributes: { name: 'Revenue' } }),
  wireEntry('CLASSIFICATION_ADD', { typeName: 'Abcdefghijklmnopqrstuv', entityGuid: guid }),
  wireEntry('BUSINESS_ATTRIBUTE_UPDATE', { typeName: 'Zbcdefghijklmnopqrstuv', attributes: { a: 1 } }),
  wireEntry('ENTITY_CREATE', null),
];

async function run(known: readonly unknown[], ...args: readonly string[]) {
  server ??= await startAnsweringServer(({ body }) => {
    const { from, size } = (body as { dsl: { from: number; size: number } }).dsl;
    const entityAudits = known.slice(from, from + size) as Record<string, unknown>[];
    return { body: { entityAudits, aggregations: null, count: entityAudits.length, totalCount: known.length } };
  });
  let [out, err] = ['', ''];
  const io = {
    env: { CLAVIS_URL: server.url, CLAVIS_TOKEN: 'a-token' },
    stdout: { write: (text: string) => void (out += text) },
    stderr: { write: (text: string) => void (err += text) },
    ask: null,
    readInput: () => Promise.resolve(''),
    signal: new AbortController().signal,
    now: () => new Date('2026-01-01T00:00:10Z'),
    wait: () => Promise.resolve(),
    platform: 'linux',
    openUrl: () => undefined,
  } as Io;
  const code = await runProgram(['history', ...args], { io });
  return { code, out, err, seen: server.seen };
}

describe('history', () => {
  test('is a table for people, which says what each entry is about and lets nothing play with the terminal', async () => {
    const { code, out, err } = await run(entries, guid);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/WHEN +WHO +WHAT +ABOUT/);
    expect(out).toMatch(/2026-01-01T00:00:00\.000Z +ada\S* +ENTITY_UPDATE +description, displayName/);
    expect(out).toMatch(/TERM_ADD +Revenue/);
    expect(out).toMatch(/CLASSIFICATION_ADD +Abcdefghijklmnopqrstuv/);
    expect(out).toMatch(/BUSINESS_ATTRIBUTE_UPDATE +Zbcdefghijklmnopqrstuv: a/);
    expect(out).not.toContain('\u001b');
  });

  test('is JSON for programs, no more than asked for', async () => {
    const { out, seen } = await run(entries, 'Table', 'default/glue/1/t', '--json', '--limit', '2');
    expect(JSON.parse(out)).toMatchObject([{ action: 'ENTITY_UPDATE' }, { action: 'TERM_ADD', guid }]);
    expect(seen[0]?.body).toMatchObject({ dsl: { size: 2 } });
  });

  test('says so when there is none, and refuses what is no asset', async () => {
    expect(await run([], guid)).toMatchObject({ code: 0, out: expect.stringContaining('No history') as string });
    expect(await run([], 'orders')).toMatchObject({ code: 2, err: expect.stringContaining('is no asset') as string });
  });
});
