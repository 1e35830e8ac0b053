import { describe, expect, it } from 'vitest';
import { unreachableReason } from './reachable-url.ts';

const abroad = 'https://id.example.com';
const here = 'http://127.0.0.1:9000';

describe('an address of a provider', () => {
  it.each(['https://id.example.com/token', 'https://login.example.org:8443/keys', 'https://10.1.2.3/keys'])(
    'is gone to: %s',
    (address) => {
      expect(unreachableReason(address, abroad)).toBeNull();
    },
  );

  it.each([
    ['http://id.example.com/token', 'is not https'],
    ['ftp://id.example.com/keys', 'is not https'],
    ['file:///etc/passwd', 'is not https'],
    ['javascript:alert(1)', 'is not https'],
    ['https://user:password@id.example.com/', 'holds a credential'],
    ['https://localhost/keys', 'is on this very machine'],
    ['https://localhost./keys', 'is on this very machine'],
    ['https://a.localhost/keys', 'is on this very machine'],
    ['https://127.0.0.1/keys', 'is on this very machine'],
    ['https://127.1/keys', 'is on this very machine'],
    ['https://2130706433/keys', 'is on this very machine'],
    ['https://0x7f000001/keys', 'is on this very machine'],
    ['https://[::1]/keys', 'is on this very machine'],
    ['https://[::ffff:127.0.0.1]/keys', 'is on this very machine'],
    ['https://0.0.0.0/keys', 'is reserved'],
    ['https://[::]/keys', 'is reserved'],
    ['https://169.254.169.254/latest', 'is reserved'],
    ['https://[::ffff:169.254.169.254]/latest', 'is reserved'],
    ['https://[fe80::1]/keys', 'is reserved'],
    ['not an address', 'is no address'],
  ])('is not gone to: %s', (address, reason) => {
    expect(unreachableReason(address, abroad)).toBe(reason);
  });

  it('of a provider on this very machine may be there, by plain http too, but nowhere else', () => {
    expect(unreachableReason('http://127.0.0.1:9000/keys', here)).toBeNull();
    expect(unreachableReason('http://localhost:9001/keys', here)).toBeNull();
    expect(unreachableReason('http://id.example.com/keys', here)).toBe('is not https');
    expect(unreachableReason('http://169.254.169.254/', here)).toBe('is reserved');
  });
});
