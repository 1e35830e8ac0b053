import { type Asset, assetQuery, type ClavisClient, type Persona } from '../../src/sdk/index.ts';
import { note } from './step.ts';

async function findSchemaWithTables(admin: ClavisClient, connection: string): Promise<Asset> {
  const schemas = assetQuery().ofType('Schema').inConnection(connection);
  for await (const schema of admin.search.assets(schemas)) {
    const tables = await admin.search.count(assetQuery().ofType('Table', 'View').under(schema.qualifiedName));
    if (tables > 0) return schema;
  }
  throw new Error(`no database of \`${connection}\` has a table`);
}

/** Lets the persona read one schema and everything below it. */
export async function grantSchema(admin: ClavisClient, persona: Persona, connection: string): Promise<Asset> {
  const schema = await findSchemaWithTables(admin, connection);
  await admin.personas.addReadPolicy(persona, {
    name: `read ${schema.qualifiedName}`,
    connectionQualifiedName: connection,
    path: schema.qualifiedName,
  });
  note(`\`${persona.name}\` may read \`${schema.name}\``);
  return schema;
}
