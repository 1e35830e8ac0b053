import { Type } from 'typebox';
import { AdminEvent, AdminEventParameters, LoginEvent, LoginEventParameters } from './event.ts';

/** The schemas of the event operations. */
export const eventSchemas = {
  listLoginEvents: { query: LoginEventParameters, response: Type.Array(LoginEvent) },
  listAdminEvents: { query: AdminEventParameters, response: Type.Array(AdminEvent) },
} as const;
