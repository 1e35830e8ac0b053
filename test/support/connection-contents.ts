import type { Actor, Asset } from '../security/scene.ts';
import type { PackageScene, Submitted } from './package-scene.ts';

/** A connection and what lies in it. */
export interface ConnectionContents {
  readonly connection: Asset;
  /** Guids of the tables. */
  readonly tables: readonly string[];
}

const savedAtOnce = 2_000;

/** Makes a connection with that many tables. */
export async function addConnectionContents(
  scene: PackageScene,
  by: Actor,
  tables: number,
): Promise<ConnectionContents> {
  const connection = await scene.addConnection(by);
  const guids: string[] = [];
  for (let start = 0; start < tables; start += savedAtOnce) {
    const size = Math.min(savedAtOnce, tables - start);
    const entities = Array.from({ length: size }, (_, index) => {
      const name = `t${String(start + index)}`;
      const attributes = { name, qualifiedName: `${connection.qualifiedName}/db/s/${name}` };
      return { typeName: 'Table', guid: `-${String(index + 1)}`, attributes };
    });
    const saved = await scene.done(by, '/api/meta/entity/bulk', { method: 'POST', body: { entities } });
    const { CREATE = [] } = saved.json['mutatedEntities'] as { CREATE?: { guid: string }[] };
    guids.push(...CREATE.map(({ guid }) => guid));
  }
  return { connection, tables: guids };
}

/** The workflow that deletes it, as official clients build it. */
export function deletionOf({ qualifiedName }: Asset, deleteType: 'SOFT' | 'PURGE', more: object = {}): Submitted {
  const parameters = { 'connection-qualified-name': qualifiedName, 'delete-assets': 'true', 'delete-type': deleteType };
  return { prefix: 'atlan-connection-delete', parameters: { ...parameters, ...more } };
}
