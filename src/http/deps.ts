import type { AccessDeps } from '../access/index.ts';
import type { CatalogDeps } from '../catalog/index.ts';
import type { Clock, Logger } from '../foundation/index.ts';
import type { SignInDeps } from '../identity/index.ts';
import type { WorkflowsDeps } from '../workflows/index.ts';

/** What the server needs: each room's own needs, handed through to its operations. */
export interface HttpDeps {
  readonly identity: SignInDeps;
  readonly access: AccessDeps;
  readonly catalog: CatalogDeps;
  readonly workflows: WorkflowsDeps;
  readonly log: Logger;
  readonly clock: Clock;
  /** Folder of the built web page; without it `/` says that the page is not built. */
  readonly webDir?: string;
  /** Addresses or ranges of the proxies in front whose `X-Forwarded-For` is believed; by default none is. */
  readonly trustProxy?: readonly string[];
}
