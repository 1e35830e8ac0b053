import { Type } from 'typebox';

/** The asset to draw up a contract for (Atlan wire, contract spec generator). */
export const ContractInitRequest = Type.Object({
  assetType: Type.String({ minLength: 1 }),
  assetQualifiedName: Type.String({ minLength: 1 }),
});

export const ContractInitResponse = Type.Object({ contract: Type.String({ description: 'YAML' }) });
