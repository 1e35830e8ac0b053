import { RewrapBatch, RewrapRequest, RotatedVaultKey, VaultStatus } from './vault.ts';

/** The schemas of the operations on the vault's keys. */
export const vaultSchemas = {
  getVaultStatus: { response: VaultStatus },
  rotateVaultKey: { response: RotatedVaultKey },
  rewrapSecrets: { body: RewrapRequest, response: RewrapBatch },
} as const;
