/** One event of a server-sent stream. */
export interface StreamEvent {
  event: string;
  data: string;
  /** Of this event or the last one that had an id; what to ask for when the stream breaks. */
  id: string | null;
}

interface Pending {
  event: string;
  data: string[];
}

/** A line that is no field is a comment, or of a later version of the format; neither says anything. */
function takeField(line: string, pending: Pending): string | null {
  const colon = line.indexOf(':');
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (name === 'event') pending.event = value;
  if (name === 'data') pending.data.push(value);
  return name === 'id' ? value : null;
}

/** Reads `text/event-stream` (HTML, server-sent events), however its bytes are cut into pieces. An event that is cut off is not given. */
export async function* readEventStream(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<StreamEvent, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let id: string | null = null;
  let pending: Pending = { event: 'message', data: [] };
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n').map((line) => line.replace(/\r$/, ''));
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') {
        id = takeField(line, pending) ?? id;
        continue;
      }
      if (pending.data.length > 0) yield { event: pending.event, data: pending.data.join('\n'), id };
      pending = { event: 'message', data: [] };
    }
  }
}
