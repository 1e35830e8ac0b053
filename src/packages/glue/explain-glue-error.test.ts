import { describe, expect, it } from 'vitest';

import { RoleNotAssumed } from './assume-role.ts';
import { explainGlueError } from './explain-glue-error.ts';

const site = { action: 'glue:GetTables', region: 'eu-central-9', credentialName: 'lake' };

function errorOf(name: string, message: string, code?: string): Error {
  return Object.assign(new Error(message), { name, ...(code === undefined ? {} : { code }) });
}

describe('what people are told', () => {
  it.each([
    ['InvalidSignatureException', 'Signature expired: 20261122T080000Z is now earlier than 20261122T081000Z', /clock/],
    ['InvalidSignatureException', 'Signature not yet current: 20261122T090000Z is still later than', /clock/],
    ['SignatureDoesNotMatch', 'Signature expired: too old', /clock/],
    ['RequestExpired', 'Request has expired.', /clock/],
    [
      'InvalidSignatureException',
      'The request signature we calculated does not match',
      /check the access key, the secret key/,
    ],
    [
      'ExpiredTokenException',
      'The security token included in the request is expired',
      /temporary keys of .*`lake` have expired/,
    ],
    ['UnrecognizedClientException', 'The security token included in the request is invalid.', /check the access key/],
    ['AccessDeniedException', 'not authorized', /allow it in IAM .*Lake Formation/],
  ])('of %s (%s) is what to do about it', (name, message, said) => {
    expect(explainGlueError(errorOf(name, message), site)).toMatch(said);
  });

  it('of a region that does not exist names it', () => {
    const error = errorOf('Error', 'getaddrinfo ENOTFOUND glue.eu-central-9.amazonaws.com', 'ENOTFOUND');
    expect(explainGlueError(error, site)).toMatch(/no AWS Glue in `eu-central-9`/);
  });

  it('of a role tells the clock, the identity of the server and the trust policy apart', () => {
    const told = (cause: Error): string =>
      explainGlueError(new RoleNotAssumed('arn:aws:iam::000000000000:role/crawl', cause), site);
    expect(told(errorOf('SignatureDoesNotMatch', 'Signature expired: now earlier'))).toMatch(/clock/);
    expect(told(errorOf('ExpiredToken', 'expired'))).toMatch(/identity of this server has expired/);
    expect(told(errorOf('AccessDenied', 'not authorized to perform: sts:AssumeRole'))).toMatch(/trust policy/);
  });
});
