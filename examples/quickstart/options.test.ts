import { describe, expect, test } from 'vitest';
import { OptionsError, parseQuickstartOptions } from './options.ts';

const keys = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK' };

describe('the quickstart’s command line', () => {
  test('without anything is the sample, a fresh folder, the default port, and stays up', () => {
    expect(parseQuickstartOptions([], {})).toEqual({
      once: false,
      dataDir: null,
      host: '127.0.0.1',
      port: null,
      aws: null,
    });
  });

  test('--glue aws takes region and keys', () => {
    const options = parseQuickstartOptions(['--glue', 'aws', '--region', 'eu-west-1'], keys);
    expect(options.aws).toEqual({ region: 'eu-west-1', accessKey: 'AK', secretKey: 'SK' });
  });

  test.each([
    [['--glue', 'aws'], keys, 'region'],
    [['--glue', 'aws', '--region', 'r'], {}, 'AWS_ACCESS_KEY_ID'],
    [['--glue', 'aws', '--region', 'r'], { ...keys, AWS_SESSION_TOKEN: 'T' }, 'temporary'],
    [['--glue', 'azure'], {}, 'sample'],
    [['--onec'], {}, '--onec'],
    [['--port', 'x'], {}, '65535'],
  ])('%j with %j is refused and says why', (args, environment, hint) => {
    expect(() => parseQuickstartOptions(args, environment)).toThrow(OptionsError);
    expect(() => parseQuickstartOptions(args, environment)).toThrow(hint);
  });
});
