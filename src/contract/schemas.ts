import { Type, type TSchema } from 'typebox';
import {
  ApiTokenList,
  ApiTokenRecord,
  CreateApiTokenRequest,
  UpdateApiTokenRequest,
  UpdatedApiTokenRecord,
} from './atlan/api-token.ts';
import { CredentialList, CredentialRecord, CredentialRequest, CredentialTest } from './atlan/credential.ts';
import {
  CurrentUser,
  GroupList,
  GroupParameters,
  GroupRecord,
  RoleList,
  UserList,
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
import { IndexSearchRequest, IndexSearchResponse } from './atlan/search.ts';
import { Typedef, TypedefLists, TypedefParameters } from './atlan/typedef.ts';
import {
  ChangeOwnerRequest,
  RerunWorkflowRequest,
  RunDocument,
  ScheduleDocument,
  ScheduleList,
  SubmitWorkflowRequest,
  WorkflowDocument,
  WorkflowMetadata,
  WorkflowSearchRequest,
  WorkflowSearchResponse,
} from './atlan/workflow.ts';
import { CreateNativeApiTokenRequest, NativeApiToken, NativeApiTokenList } from './clavis/api-token.ts';
import { RunDetail, RunList } from './clavis/run.ts';
import { ServerStatus } from './clavis/server.ts';
import { BearerCreated, Done, SetUpRequest, SignedIn, SignInRequest, SignInWithCodeRequest } from './clavis/sign-in.ts';
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
  listUsers: { query: ListParameters, response: UserList },
  getCurrentUser: { response: CurrentUser },
  getWhoAmI: { response: WhoAmI },
  listRoles: { query: ListParameters, response: RoleList },
  listGroups: { query: GroupParameters, response: GroupList },
  listGroupsV2: { query: GroupParameters, response: GroupList },

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

  listCredentials: { query: ListParameters, response: CredentialList },
  createCredential: {
    query: Type.Object({ testCredential: Type.Optional(Type.Boolean()) }),
    body: CredentialRequest,
    response: CredentialRecord,
  },
  testCredential: { body: CredentialRequest, response: CredentialTest },
  getCredential: { response: CredentialRecord },
  updateCredential: { body: CredentialRequest, response: CredentialRecord },
  archiveCredential: archive,

  getHealth: { response: ServerStatus },
  getReadiness: { response: ServerStatus },
  getOpenApi: { response: openObject },
  setUp: { body: SetUpRequest, response: SignedIn },
  signIn: { body: SignInRequest, response: SignedIn },
  signInWithCode: { body: SignInWithCodeRequest, response: SignedIn },
  signOut: { response: Done },
  createBearer: { response: BearerCreated },
  createNativeApiToken: { body: CreateNativeApiTokenRequest, response: NativeApiToken },
  listNativeApiTokens: { query: ListParameters, response: NativeApiTokenList },
  purgeNativeApiToken: { response: Done },
  listRuns: {
    query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 0, description: '0 or absent: 50' })) }),
    response: RunList,
  },
  getRun: { response: RunDetail },
} as const satisfies Record<OperationId, OperationSchemas>;

/** Shapes that stand in several operations; the OpenAPI document names them instead of repeating them. */
export const namedSchemas: Readonly<Record<string, TSchema>> = {
  Error: ErrorBody,
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
