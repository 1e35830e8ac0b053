import { Type, type Static } from 'typebox';

export const ServerStatus = Type.Object({ status: Type.String() });
export type ServerStatus = Static<typeof ServerStatus>;
