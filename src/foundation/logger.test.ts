import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { createSecret } from './secret.ts';

function recordLines() {
  const lines: string[] = [];
  return { lines, log: createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } }) };
}

describe('logger', () => {
  it('a secret never leaves, whether in a field, a nested field, the message or a stack trace', () => {
    const { lines, log } = recordLines();
    const secret = createSecret('api');
    log.info({ token: secret, nested: { anything: secret } }, `got ${secret}`);
    log.error({ err: new Error(`refused ${secret}`) }, 'failed');
    log.info({ header: `Bearer ${secret.slice(0, 30)}` }, 'a damaged one');
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain(secret.slice(0, 30));
  });

  it('an error is told by type, message, code and causes, without what a library hung on it', () => {
    const { lines, log } = recordLines();
    const cause = Object.assign(new Error('connection lost'), { code: '57P01', client: { password: 'hunter2' } });
    log.warn({ err: new TypeError('failed', { cause }) }, 'broken');
    expect(lines.join('')).not.toContain('hunter2');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      err: { type: 'TypeError', message: 'failed', cause: { message: 'connection lost', code: '57P01' } },
    });
  });

  it('a line is one JSON object with level and message', () => {
    const { lines, log } = recordLines();
    log.info({ runs: 2 }, 'started');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 30, runs: 2, msg: 'started' });
  });
});
