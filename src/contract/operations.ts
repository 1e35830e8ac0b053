import { signedTokenOperations } from './alation/oauth-operations.ts';
import { relationalOperations } from './alation/relational-operations.ts';
import { userOperations } from './alation/user-operations.ts';
import { alationTokenOperations } from './alation/token-operations.ts';
import { appOperations } from './atlan/apps-operations.ts';
import { entityPartOperations } from './atlan/entity-part-operations.ts';
import { contractOperations } from './atlan/contract-operations.ts';
import { lineageOperations } from './atlan/lineage-operations.ts';
import { credentialOperations } from './atlan/credential-operations.ts';
import { customMetadataOperations } from './atlan/custom-metadata-operations.ts';
import { directoryOperations } from './atlan/directory-operations.ts';
import { oauthOperations } from './atlan/oauth-operations.ts';
import { historyOperations } from './atlan/history-operations.ts';
import { metadataOperations } from './atlan/metadata-operations.ts';
import { peopleOperations } from './atlan/people-operations.ts';
import { eventOperations } from './atlan/event-operations.ts';
import { ssoMapperOperations } from './atlan/sso-mapper-operations.ts';
import { tagOperations } from './atlan/tag-operations.ts';
import { workflowOperations } from './atlan/workflow-operations.ts';
import { accessReasonOperations } from './clavis/access-reason-operations.ts';
import { accessRequestOperations } from './clavis/access-request-operations.ts';
import { auditOperations } from './clavis/audit-operations.ts';
import { collectionOperations } from './clavis/collection-operations.ts';
import { connectionOperations } from './clavis/connection-operations.ts';
import { nativeOperations } from './clavis/operations.ts';
import { nativeOauthOperations } from './clavis/oauth-operations.ts';
import { nativePeopleOperations } from './clavis/people-operations.ts';
import { nativeRunOperations } from './clavis/run-operations.ts';
import { refreshTokenOperations } from './clavis/refresh-token-operations.ts';
import { singleSignOnOperations } from './clavis/single-sign-on-operations.ts';
import { vaultOperations } from './clavis/vault-operations.ts';
import { tokenOperations } from './clavis/token-operations.ts';

/** Every operation of the server by its id. The router, the OpenAPI document and the SDK are made from this table. */
export const operations = {
  ...directoryOperations,
  ...peopleOperations,
  ...metadataOperations,
  ...historyOperations,
  ...tagOperations,
  ...entityPartOperations,
  ...contractOperations,
  ...lineageOperations,
  ...customMetadataOperations,
  ...workflowOperations,
  ...appOperations,
  ...credentialOperations,
  ...eventOperations,
  ...oauthOperations,
  ...signedTokenOperations,
  ...nativeOperations,
  ...nativeRunOperations,
  ...nativeOauthOperations,
  ...nativePeopleOperations,
  ...auditOperations,
  ...tokenOperations,
  ...ssoMapperOperations,
  ...singleSignOnOperations,
  ...collectionOperations,
  ...connectionOperations,
  ...accessRequestOperations,
  ...accessReasonOperations,
  ...vaultOperations,
  ...relationalOperations,
  ...userOperations,
  ...alationTokenOperations,
  ...refreshTokenOperations,
} as const;

export type OperationId = keyof typeof operations;
