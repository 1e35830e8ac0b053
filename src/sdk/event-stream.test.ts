import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEventStream, type StreamEvent } from './event-stream.ts';

const text =
  'retry: 1000\n\n: a comment\n\nid: 7\nevent: log\ndata: {"é":"…"}\n\nevent: step\ndata: one\ndata:two\n\r\nid: 8\r\nevent: cut\r\ndata: off';

async function* piecesOf(cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const ends = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((one, other) => one - other);
  let from = 0;
  for (const end of [...ends, bytes.length]) {
    yield bytes.subarray(from, end);
    from = end;
  }
}

async function read(cuts: readonly number[]): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of readEventStream(piecesOf(cuts))) events.push(event);
  return events;
}

test('a stream reads the same however its bytes are cut, and an event that is cut off is not given', async () => {
  const expected = [
    { event: 'log', data: '{"é":"…"}', id: '7' },
    { event: 'step', data: 'one\ntwo', id: '7' },
  ];
  expect(await read([])).toEqual(expected);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(200), { maxLength: 30 }), async (cuts) => {
      expect(await read(cuts)).toEqual(expected);
    }),
  );
});
