import { expect, test } from 'vitest';
import { describeClient } from './describe-client.ts';

const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox on Linux'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/126.0 Safari/537.36`, 'Chrome on Windows'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/126.0 Safari/537.36 Edg/126.0`, 'Edge on Windows'],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) ${webKit} Version/17.5 Safari/605.1.15`, 'Safari on macOS'],
  [`Mozilla/5.0 (Linux; Android 14) ${webKit} Chrome/126.0 Mobile Safari/537.36`, 'Chrome on Android'],
  ['curl/8.5.0', 'curl/8.5.0'],
  ['Atlan-PythonSDK/9.10 (x)', 'Atlan-PythonSDK/9.10'],
  ['  ', 'unknown'],
  [null, 'unknown'],
])('%s is %s', (client, text) => {
  expect(describeClient(client)).toBe(text);
});
