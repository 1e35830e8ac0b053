import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClientCredentials } from './client-claim.ts';

function basicOf(clientId: string, secret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
}

describe('what a client proves itself with', () => {
  it('is id and secret of the form, or of HTTP Basic', () => {
    expect(readClientCredentials(undefined, { client_id: 'c', client_secret: 's' })).toEqual({
      clientId: 'c',
      secret: 's',
    });
    expect(readClientCredentials(basicOf('c', 's'), {})).toEqual({ clientId: 'c', secret: 's' });
    expect(readClientCredentials(basicOf('c', 's').replace('Basic', 'BASIC  '), { client_id: 'c' })).toEqual({
      clientId: 'c',
      secret: 's',
    });
  });

  it('comes back from Basic as it was, form-encoded as the protocol wants it, colons and all', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ unit: 'binary' }), (clientId, secret) => {
        const encode = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');
        expect(readClientCredentials(basicOf(encode(clientId), encode(secret)), {})).toEqual({ clientId, secret });
      }),
    );
  });

  it.each([
    ['nothing', undefined, {}],
    ['an id alone', undefined, { client_id: 'c' }],
    ['an empty secret', undefined, { client_id: 'c', client_secret: '' }],
    ['a bearer', 'Bearer no_token', {}],
    ['Basic with nothing behind it', 'Basic ', {}],
    ['Basic of something else', `Basic ${Buffer.from('no colon').toString('base64')}`, {}],
  ])('%s is no proof', (_name, header, fields) => {
    expect(readClientCredentials(header, fields)).toBeNull();
  });

  it('a percent sign that encodes nothing stands for itself', () => {
    expect(readClientCredentials(basicOf('c', '100%'), {})).toEqual({ clientId: 'c', secret: '100%' });
  });

  it.each([
    ['a secret in both places', { client_id: 'c', client_secret: 's' }],
    ['another id in the form', { client_id: 'd' }],
  ])('%s is refused: which of them counts is not ours to guess', (_name, fields) => {
    expect(() => readClientCredentials(basicOf('c', 's'), fields)).toThrow('invalid_request');
  });
});
