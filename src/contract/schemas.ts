import { Type, type TSchema } from 'typebox';
import { signedTokenSchemas } from './alation/oauth-schemas.ts';
import { AlationErrorBody } from './alation/error-body.ts';
import { relationalSchemas } from './alation/relational-schemas.ts';
import { userSchemas } from './alation/user-schemas.ts';
import { alationTokenSchemas } from './alation/token-schemas.ts';
import {
  ApiTokenList,
  ApiTokenRecord,
  CreateApiTokenRequest,
  UpdateApiTokenRequest,
  UpdatedApiTokenRecord,
} from './atlan/api-token.ts';
import { appSchemas } from './atlan/apps-schemas.ts';
import { CredentialList, CredentialRecord, CredentialRequest, CredentialTest } from './atlan/credential.ts';
import {
  CurrentUser,
  GroupList,
  GroupParameters,
  GroupRecord,
  RoleList,
  UserList,
  UserParameters,
  UserRecord,
  WhoAmI,
} from './atlan/directory.ts';
import {
  DeleteParameters,
  EntityHeader,
  EntityInput,
  EntityWithReferences,
  MutationResponse,
  ReadParameters,
  SaveEntitiesRequest,
  SaveParameters,
  UniqueAttributeParameters,
  UpdateEntityRequest,
} from './atlan/entity.ts';
import { ErrorBody, ListParameters, openObject } from './atlan/envelope.ts';
import { entityPartSchemas } from './atlan/entity-part-schemas.ts';
import { contractSchemas } from './atlan/contract-schemas.ts';
import { lineageSchemas } from './atlan/lineage-schemas.ts';
import { eventSchemas } from './atlan/event-schemas.ts';
import { historySchemas } from './atlan/history-schemas.ts';
import { oauthSchemas } from './atlan/oauth-schemas.ts';
import { peopleSchemas } from './atlan/people-schemas.ts';
import { IndexSearchRequest, IndexSearchResponse } from './atlan/search.ts';
import { customMetadataSchemas } from './atlan/custom-metadata-schemas.ts';
import { tagSchemas } from './atlan/tag-schemas.ts';
import { Typedef, TypedefLists, TypedefParameters } from './atlan/typedef.ts';
import {
  ChangeOwnerRequest,
  RerunWorkflowRequest,
  RunDocument,
  RunDocumentList,
  ScheduleDocument,
  ScheduleList,
  ScheduleWindowParameters,
  SubmitWorkflowRequest,
  WorkflowDocument,
  WorkflowMetadata,
  WorkflowSearchRequest,
  WorkflowSearchResponse,
} from './atlan/workflow.ts';
import {
  CreateNativeApiTokenRequest,
  NativeApiToken,
  NativeApiTokenList,
  NativeApiTokenParameters,
} from './clavis/api-token.ts';
import { accessReasonSchemas } from './clavis/access-reason-schemas.ts';
import { accessRequestSchemas } from './clavis/access-request-schemas.ts';
import { auditSchemas } from './clavis/audit-schemas.ts';
import { collectionSchemas } from './clavis/collection-schemas.ts';
import { connectionSchemas } from './clavis/connection-schemas.ts';
import { nativeOauthSchemas } from './clavis/oauth-schemas.ts';
import { nativePeopleSchemas } from './clavis/people-schemas.ts';
import { RunDetail, RunList } from './clavis/run.ts';
import { refreshTokenSchemas } from './clavis/refresh-token-schemas.ts';
import { nativeRunSchemas } from './clavis/run-schemas.ts';
import { Readiness, ServerStatus } from './clavis/server.ts';
import { BearerCreated, Done, SetUpRequest, SignedIn, SignInRequest, SignInWithCodeRequest } from './clavis/sign-in.ts';
import { singleSignOnSchemas } from './clavis/single-sign-on-schemas.ts';
import { vaultSchemas } from './clavis/vault-schemas.ts';
import { tokenSchemas } from './clavis/token-schemas.ts';
import type { OperationId } from './operations.ts';

/** The shapes of one operation: query parameters and body where it has them, and what a 200 carries, if anything. */
export interface OperationSchemas {
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly response?: TSchema;
}

const rerun = { body: RerunWorkflowRequest, response: RunDocument } as const;
const submit = { body: SubmitWorkflowRequest, response: WorkflowDocument } as const;
const update = { body: SubmitWorkflowRequest, response: WorkflowDocument } as const;
/** COMPAT: one client archives with an empty body, another with the JSON text `""`; none reads the answer. */
const archive = {} as const;
const changeOwner = { query: ChangeOwnerRequest, response: WorkflowDocument } as const;

/** The schemas of every operation by its id. */
export const operationSchemas = {
  listApiTokens: { query: ListParameters, response: ApiTokenList },
  createApiToken: { body: CreateApiTokenRequest, response: ApiTokenRecord },
  updateApiToken: { body: UpdateApiTokenRequest, response: UpdatedApiTokenRecord },
  purgeApiToken: {},
  listUsers: { query: UserParameters, response: UserList },
  getCurrentUser: { response: CurrentUser },
  getWhoAmI: { response: WhoAmI },
  listRoles: { query: ListParameters, response: RoleList },
  listGroups: { query: GroupParameters, response: GroupList },
  listGroupsV2: { query: GroupParameters, response: GroupList },
  ...peopleSchemas,
  ...oauthSchemas,
  ...signedTokenSchemas,
  ...nativeOauthSchemas,
  ...singleSignOnSchemas,
  ...vaultSchemas,

  saveEntities: { query: SaveParameters, body: SaveEntitiesRequest, response: MutationResponse },
  deleteEntities: { query: DeleteParameters, response: MutationResponse },
  getEntity: { query: ReadParameters, response: EntityWithReferences },
  getEntityByUniqueAttribute: { query: UniqueAttributeParameters, response: EntityWithReferences },
  updateEntityByUniqueAttribute: {
    query: UniqueAttributeParameters,
    body: UpdateEntityRequest,
    response: MutationResponse,
  },
  searchAssets: { body: IndexSearchRequest, response: IndexSearchResponse },
  ...historySchemas,
  listTypedefs: { query: TypedefParameters, response: TypedefLists },
  getTypedef: { response: Typedef },

  submitWorkflow: submit,
  submitPackageWorkflow: submit,
  rerunWorkflow: rerun,
  rerunPackageWorkflow: rerun,
  updateWorkflow: update,
  updatePackageWorkflow: update,
  archiveWorkflow: archive,
  archivePackageWorkflow: archive,
  changeWorkflowOwner: changeOwner,
  triggerWorkflowAsOwner: rerun,
  searchWorkflows: { body: WorkflowSearchRequest, response: WorkflowSearchResponse },
  searchRuns: { body: WorkflowSearchRequest, response: WorkflowSearchResponse },
  stopRun: { response: RunDocument },
  listSchedules: { response: ScheduleList },
  getSchedule: { response: ScheduleDocument },
  listScheduledRuns: { query: ScheduleWindowParameters, response: RunDocumentList },
  listMissedRuns: { query: ScheduleWindowParameters, response: RunDocumentList },

  listCredentials: { query: ListParameters, response: CredentialList },
  createCredential: {
    query: Type.Object({ testCredential: Type.Optional(Type.Boolean()) }),
    body: CredentialRequest,
    response: CredentialRecord,
  },
  testCredential: { body: CredentialRequest, response: CredentialTest },
  getCredential: { response: CredentialRecord },
  updateCredential: { body: CredentialRequest, response: CredentialRecord },
  useCredential: {},
  archiveCredential: archive,

  getHealth: { response: ServerStatus },
  getReadiness: { response: Readiness },
  getOpenApi: { response: openObject },
  setUp: { body: SetUpRequest, response: SignedIn },
  signIn: { body: SignInRequest, response: SignedIn },
  signInWithCode: { body: SignInWithCodeRequest, response: SignedIn },
  signOut: { response: Done },
  createBearer: { response: BearerCreated },
  ...nativePeopleSchemas,
  createNativeApiToken: { body: CreateNativeApiTokenRequest, response: NativeApiToken },
  listNativeApiTokens: { query: NativeApiTokenParameters, response: NativeApiTokenList },
  purgeNativeApiToken: { response: Done },
  ...tokenSchemas,
  listRuns: {
    query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 0, description: '0 or absent: 50' })) }),
    response: RunList,
  },
  getRun: { response: RunDetail },
  ...nativeRunSchemas,
  ...auditSchemas,
  ...appSchemas,
  ...eventSchemas,
  ...tagSchemas,
  ...entityPartSchemas,
  ...contractSchemas,
  ...lineageSchemas,
  ...customMetadataSchemas,
  ...collectionSchemas,
  ...connectionSchemas,
  ...accessRequestSchemas,
  ...accessReasonSchemas,
  ...relationalSchemas,
  ...userSchemas,
  ...alationTokenSchemas,
  ...refreshTokenSchemas,
} as const satisfies Record<OperationId, OperationSchemas>;

/** Shapes that stand in several operations; the OpenAPI document names them instead of repeating them. */
export const namedSchemas: Readonly<Record<string, TSchema>> = {
  Error: ErrorBody,
  AlationError: AlationErrorBody,
  ApiToken: ApiTokenRecord,
  Credential: CredentialRecord,
  EntityHeader,
  EntityInput,
  EntityWithReferences,
  Group: GroupRecord,
  MutationResponse,
  NativeApiToken,
  RerunWorkflowRequest,
  Run: RunDocument,
  Schedule: ScheduleDocument,
  SubmitWorkflowRequest,
  User: UserRecord,
  Workflow: WorkflowDocument,
  WorkflowMetadata,
  WorkflowSearchRequest,
  WorkflowSearchResponse,
};
