import { type CatalogDeps, getEntityByUniqueAttribute } from '../../catalog/index.ts';
import { CatalogError, isCatalogError, isJsonObject, type JsonObject } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { type ConnectionTemplate, type GlueConfig } from './parse-glue-config.ts';
import { type AssetDraft } from './asset-draft.ts';
import { storeAssets } from './store-assets.ts';

/**
 * Makes sure that the connection exists and is active. Its template is used in full only to create it: afterwards its name,
 * its admins and everything else belong to people, and a crawl must not take an admin away that was added meanwhile.
 * The run's actor becomes an admin of a connection that it creates.
 */
export async function saveConnection(catalog: CatalogDeps, ctx: RunContext, config: GlueConfig): Promise<void> {
  const { qualifiedName, name } = config.connection;
  const credential = config.credentialGuid === null ? {} : { defaultCredentialGuid: config.credentialGuid };
  const existing = await findNamedConnection(catalog, ctx, config);
  const made = existing === null ? newConnection(config.connection, ctx.principal.username) : {};
  const draft: AssetDraft = {
    typeName: 'Connection',
    status: 'ACTIVE',
    attributes: { ...made, qualifiedName, name: existing?.name ?? name ?? qualifiedName, ...credential },
  };
  await storeAssets({ catalog, ctx }, [draft]);
  await ctx.log('info', `${existing ? 'using' : 'created'} the connection \`${qualifiedName}\``);
}

/** The connection if it is there, else `null`. Throws `field_invalid` when it is not there and the workflow does not say how to make it. */
export async function findNamedConnection(
  catalog: CatalogDeps,
  ctx: RunContext,
  { connection: { qualifiedName, name } }: GlueConfig,
): Promise<{ readonly name: string } | null> {
  const existing = await findConnection(catalog, ctx, qualifiedName);
  if (existing !== null || name !== null) return existing;
  const message = `the connection \`${qualifiedName}\` does not exist; give \`connection.attributes.name\` to make it`;
  throw new CatalogError('field_invalid', message);
}

async function findConnection(
  catalog: CatalogDeps,
  ctx: RunContext,
  qualifiedName: string,
): Promise<{ readonly name: string } | null> {
  try {
    const { entity } = await getEntityByUniqueAttribute(catalog, ctx.principal, {
      typeName: 'Connection',
      attributes: { qualifiedName },
      ignoreRelationships: true,
    });
    const attributes = entity['attributes'];
    const name = isJsonObject(attributes) ? attributes['name'] : undefined;
    return { name: typeof name === 'string' ? name : qualifiedName };
  } catch (error) {
    if (isCatalogError(error) && error.code === 'asset_unique_attribute_not_found') return null;
    throw error;
  }
}

function newConnection({ attributes }: ConnectionTemplate, username: string): JsonObject {
  const { defaultCredentialGuid: _placeholder, ...template } = attributes;
  const listed = Array.isArray(template['adminUsers']) ? (template['adminUsers'] as string[]) : []; // Checked when parsed.
  return { ...template, connectorName: 'glue', category: 'lake', adminUsers: [...new Set([...listed, username])] };
}
