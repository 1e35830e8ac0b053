import { expect, test } from 'vitest';
import { noLimits, readLimits } from './limits-draft.ts';

test('what is left empty is not sent', () => {
  expect(readLimits(noLimits)).toEqual({});
  expect(readLimits({ ...noLimits, networks: ' \n,; ' })).toEqual({});
});

test('what is filled in is sent as the server wants it', () => {
  const draft = {
    isReadOnly: true,
    networks: '10.0.0.0/8,\n 2001:db8::/32 ',
    requestsPerMinute: 60,
    mayRotateItself: true,
  };
  expect(readLimits(draft)).toEqual({
    scopes: { readOnly: true },
    allowedNetworks: ['10.0.0.0/8', '2001:db8::/32'],
    requestsPerMinute: 60,
    mayRotateItself: true,
  });
});
