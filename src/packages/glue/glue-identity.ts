import { type Problem, requireNoProblems } from '../../foundation/index.ts';
import { type Credential } from '../../workflows/index.ts';

/** As whom, and in which region, AWS is called. `null` leaves the choice to the SDK's default chain on this server. */
export interface GlueIdentity {
  readonly credentialName: string | null;
  readonly region: string | null;
  readonly keys: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  } | null;
}

/** The AWS identity of this server: environment, shared files, container or instance role. */
export const serverIdentity: GlueIdentity = { credentialName: null, region: null, keys: null };

// SECURITY: the region becomes part of a host name; anything but this form could send signed calls to a foreign server.
const regionPattern = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;

/** Reads a credential of a Glue workflow (Atlan wire, GlueCrawler): `field_invalid` with every problem at once. */
export function parseGlueIdentity(credential: Credential): GlueIdentity {
  const problems: Problem[] = [];
  const authType = credential.authType ?? 'iam';
  if (authType !== 'iam') {
    problems.push({
      path: 'credential.authType',
      message: `\`${authType}\` is not supported, give the access key of an IAM user (\`iam\`), or no credential at all to use the role of this server`,
    });
  }
  const accessKeyId = credential.username?.trim() ?? '';
  const secretAccessKey = credential.password?.trim() ?? '';
  if (authType === 'iam' && accessKeyId === '') {
    problems.push({ path: 'credential.username', message: 'is missing, expected the access key id' });
  }
  if (authType === 'iam' && secretAccessKey === '') {
    problems.push({ path: 'credential.password', message: 'is missing, expected the secret access key' });
  }
  const region = credential.extra['region'];
  if (typeof region !== 'string' || !regionPattern.test(region)) {
    const shown = typeof region === 'string' ? `\`${region}\` is no AWS region` : 'is missing';
    problems.push({ path: 'credential.extra.region', message: `${shown}, expected one such as \`eu-central-1\`` });
  }
  requireNoProblems('field_invalid', problems);
  return { credentialName: credential.name, region: String(region), keys: { accessKeyId, secretAccessKey } };
}
