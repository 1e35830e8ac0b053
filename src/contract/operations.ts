import { credentialOperations } from './atlan/credential-operations.ts';
import { directoryOperations } from './atlan/directory-operations.ts';
import { metadataOperations } from './atlan/metadata-operations.ts';
import { workflowOperations } from './atlan/workflow-operations.ts';
import { nativeOperations } from './clavis/operations.ts';

/** Every operation of the server by its id. The router, the OpenAPI document and the SDK are made from this table. */
export const operations = {
  ...directoryOperations,
  ...metadataOperations,
  ...workflowOperations,
  ...credentialOperations,
  ...nativeOperations,
} as const;

export type OperationId = keyof typeof operations;
