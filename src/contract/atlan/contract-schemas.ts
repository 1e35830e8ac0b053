import { ContractInitRequest, ContractInitResponse } from './contract.ts';

/** The schemas of the operations on contracts. */
export const contractSchemas = {
  drawUpContract: { body: ContractInitRequest, response: ContractInitResponse },
} as const;
