import { afterEach, describe, expect, test } from 'vitest';
import { type Answer, type AnsweringServer, startAnsweringServer } from '../../test/support/answering-server.ts';
import { createTestTerminal } from '../../test/support/test-terminal.ts';
import { runProgram } from './run-program.ts';

let server: AnsweringServer;
afterEach(() => server.close());

const terminal = () => createTestTerminal({ env: { CLAVIS_URL: server.url, CLAVIS_TOKEN: 'a-token' } });

function status(remainingCount: number, state: 'needed' | 'removable' | 'missing' = 'removable'): object {
  const source = state === 'missing' ? null : 'file';
  return {
    currentKeyId: 'new0',
    keys: [
      { id: 'new0', source: 'file', state: 'current', secretCount: 10 - remainingCount },
      { id: 'old0', source, state, secretCount: remainingCount },
    ],
    ...{ secretCount: 10, remainingCount, problem: null },
  };
}

/** Answers the batches in their order, and remembers what was asked. */
async function serve(answers: readonly Answer[]): Promise<string[]> {
  const asked: string[] = [];
  const left = [...answers];
  server = await startAnsweringServer(({ method, url, body }) => {
    asked.push(`${method} ${url} ${JSON.stringify(body)}`);
    return left.shift() ?? { status: 500 };
  });
  return asked;
}

function batch(rewrappedCount: number, next: string | null, after: object): Answer {
  return { body: { rewrappedCount, passedOverCount: 0, next, status: after } };
}

describe('clavis vault', () => {
  test('status shows each key, what lies under it and what is to be done', async () => {
    await serve([{ body: status(4, 'needed') }]);
    const io = terminal();
    expect(await runProgram(['vault', 'status'], { io })).toBe(0);
    expect(io.out).toMatch(/new0\s+file\s+current\s+6/);
    expect(io.out).toMatch(/old0\s+file\s+needed\s+4/);
    expect(io.out).toContain('4 secrets are to be wrapped anew');
  });

  test('rotate names both keys and when the new one takes over', async () => {
    await serve([{ body: { keyId: 'new0', formerKeyId: 'old0', at: '2026-01-01T00:01:00.000Z' } }]);
    const io = terminal();
    expect(await runProgram(['vault', 'rotate'], { io })).toBe(0);
    expect(io.out).toContain('Key new0 takes the place of old0.');
    expect(io.out).toContain('2026-01-01T00:01:00.000Z');
  });

  test('rewrap goes on where the batch before ended, tells how far it is, and ends when nothing remains', async () => {
    const asked = await serve([batch(3, 'credential:1', status(4, 'needed')), batch(4, null, status(0))]);
    const io = terminal();
    expect(await runProgram(['vault', 'rewrap', '--batch', '3'], { io })).toBe(0);
    expect(asked.map((line) => line.replace(/^POST \S+ /, ''))).toEqual([
      '{"after":null,"limit":3}',
      '{"after":"credential:1","limit":3}',
    ]);
    expect(io.err).toContain('6/10 secrets under new0\n10/10 secrets under new0\n');
    expect(io.out).toContain('7 secrets were wrapped with key new0.');
    expect(io.out).toMatch(/old0\s+file\s+removable\s+0/);
  });

  test('rewrap fails, as one document for programs, when secrets remain that do not open', async () => {
    await serve([0, 1, 2].map(() => batch(0, null, status(2, 'missing'))));
    const io = terminal();
    expect(await runProgram(['vault', 'rewrap', '--json'], { io })).toBe(1);
    expect(JSON.parse(io.out)).toMatchObject({ rewrappedCount: 0, status: { remainingCount: 2 } });
    expect(io.err).toContain('2 secrets could not be wrapped anew');
  });
});
