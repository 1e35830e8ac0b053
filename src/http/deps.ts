import type { AccessDeps } from '../access/index.ts';
import type { AuditDeps, AuditJournal } from '../audit/index.ts';
import type { CatalogDeps } from '../catalog/index.ts';
import type { Clock, Logger } from '../foundation/index.ts';
import type { SecretSealer, SignInDeps, SingleSignOn } from '../identity/index.ts';
import type { WorkflowsDeps } from '../workflows/index.ts';
import type { StoreLoss } from './manners/refuse-without-store.ts';

/** What the OAuth provider needs beside actors and tables. */
export interface OauthHttpDeps {
  /** Where people and clients reach this server; known once it listens. */
  readonly publicUrl: () => string;
  /** Seals the keys that id tokens are signed with. */
  readonly sealer: SecretSealer;
}

/** What the server needs: each room's own needs, handed through to its operations. */
export interface HttpDeps {
  readonly identity: SignInDeps;
  readonly access: AccessDeps;
  readonly catalog: CatalogDeps;
  readonly workflows: WorkflowsDeps;
  /** Where denials and uses of secrets are recorded; started and stopped by its owner. */
  readonly journal: AuditJournal;
  /** The record itself, to be read and checked. */
  readonly audit: AuditDeps;
  /** Signing in at identity providers. */
  readonly singleSignOn: SingleSignOn;
  readonly oauth: OauthHttpDeps;
  /** Who knows whether the database answers at all; without it requests wait for it as long as it takes. */
  readonly storeLoss?: StoreLoss;
  readonly log: Logger;
  readonly clock: Clock;
  /** Folder of the built web page; without it `/` says that the page is not built. */
  readonly webDir?: string;
  /** Addresses or ranges of the proxies in front whose `X-Forwarded-For` is believed; by default none is. */
  readonly trustProxy?: readonly string[];
}
