import { UpdateNativeApiTokenRequest, NativeApiToken, UpdatedNativeApiToken } from './api-token.ts';
import { UpdateSettingsRequest, WorkspaceSettings } from './settings.ts';
import { Done } from './sign-in.ts';
import {
  LeakReportRequest,
  RotateApiTokenRequest,
  RotatedApiToken,
  SuspendApiTokenRequest,
  TokenSecretList,
} from './token-secret.ts';

/** The schemas of `tokenOperations`, by operation. */
export const tokenSchemas = {
  getNativeApiToken: { response: NativeApiToken },
  updateNativeApiToken: { body: UpdateNativeApiTokenRequest, response: UpdatedNativeApiToken },
  rotateApiToken: { body: RotateApiTokenRequest, response: RotatedApiToken },
  listApiTokenSecrets: { response: TokenSecretList },
  retireApiTokenSecret: { response: TokenSecretList },
  suspendApiToken: { body: SuspendApiTokenRequest, response: NativeApiToken },
  resumeApiToken: { response: NativeApiToken },
  reportLeak: { body: LeakReportRequest, response: Done },
  getSettings: { response: WorkspaceSettings },
  updateSettings: { body: UpdateSettingsRequest, response: WorkspaceSettings },
} as const;
