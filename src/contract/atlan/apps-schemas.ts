import { Type } from 'typebox';
import {
  AppContractParameters,
  AppInfo,
  AppInputContract,
  AppList,
  AppRun,
  AppRunCancelled,
  AppScheduleDeleted,
  AppScheduleRecord,
  AppScheduleRequest,
  AppVersionList,
  AppWorkflow,
  AppWorkflowDeleted,
  AppWorkflowList,
  AppWorkflowParameters,
  AppWorkflowSaved,
  ConfigMap,
  CreateAppWorkflowRequest,
  UpdateAppWorkflowRequest,
} from './apps.ts';

export const appSchemas = {
  getApp: { response: AppInfo },
  getAppInputs: { query: AppContractParameters, response: AppInputContract },
  getConfigMap: { query: AppContractParameters, response: ConfigMap },
  createAppWorkflow: { body: CreateAppWorkflowRequest, response: AppWorkflowSaved },
  listAppWorkflows: { query: AppWorkflowParameters, response: AppWorkflowList },
  getAppWorkflow: { response: AppWorkflow },
  updateAppWorkflow: { body: UpdateAppWorkflowRequest, response: AppWorkflowSaved },
  deleteAppWorkflow: { response: AppWorkflowDeleted },
  submitAppWorkflow: { response: AppRun },
  getAppRun: { response: AppRun },
  cancelAppRun: { response: AppRunCancelled },
  addAppSchedule: { body: AppScheduleRequest, response: AppScheduleRecord },
  removeAppSchedule: { response: AppScheduleDeleted },
  listApps: { response: AppList },
  listAppVersions: {
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 200, description: '0 or absent: 50' })),
    }),
    response: AppVersionList,
  },
} as const;
