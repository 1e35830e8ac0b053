import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { exitCodes } from './exit-codes.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

describe('runProgram', () => {
  it('ends without a word when nobody reads its output any more, as under `| head`', async () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, '--help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    expect(await once(child, 'close')).toEqual([exitCodes.unread, null]);
    expect(said).toBe('');
  }, 30_000);
});
