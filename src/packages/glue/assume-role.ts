import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';

import { type GlueAuth } from './glue-identity.ts';

/** AWS did not give this server the role that a credential names; `cause` is the error of the AWS SDK. */
export class RoleNotAssumed extends Error {
  readonly roleArn: string;

  constructor(roleArn: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : 'unknown error', { cause });
    this.name = 'RoleNotAssumed';
    this.roleArn = roleArn;
  }
}

type Role = GlueAuth & { readonly kind: 'role' };
type CredentialProvider = ReturnType<typeof fromTemporaryCredentials>;
type TemporaryOptions = Parameters<typeof fromTemporaryCredentials>[0];

/** How the calls of this server are found in the CloudTrail of the account that owns the role. */
const sessionName = 'clavis';

/**
 * Credentials of the role, taken as `from`, or else with the AWS identity of this server, when they are first needed and again
 * before they expire (STS `AssumeRole`). `from` may be a role itself, and so on. Region, time limits and sockets are those of the client that uses them.
 */
export function assumeRole({ roleArn, externalId, from }: Role): CredentialProvider {
  const take = fromTemporaryCredentials({
    ...masterOf(from),
    params: {
      RoleArn: roleArn,
      RoleSessionName: sessionName,
      ...(externalId === null ? {} : { ExternalId: externalId }),
    },
  });
  return async (properties) => {
    try {
      return await take(properties);
    } catch (error) {
      // The role before this one in the chain was not given: that is the one to name.
      if (error instanceof RoleNotAssumed) throw error;
      throw new RoleNotAssumed(roleArn, error);
    }
  };
}

function masterOf(from: GlueAuth | undefined): Partial<Pick<TemporaryOptions, 'masterCredentials'>> {
  switch (from?.kind) {
    case 'keys':
      return { masterCredentials: { accessKeyId: from.accessKeyId, secretAccessKey: from.secretAccessKey } };
    case 'role':
      return { masterCredentials: assumeRole(from) };
    default:
      return {};
  }
}
