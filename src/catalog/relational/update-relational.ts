import { CatalogError, type JsonObject, type Problem } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { saveEntitiesIn } from '../entities/save-entities.ts';
import { insertBulkJob } from './bulk-jobs.ts';
import { findKnownFields, readFieldChanges } from './field-changes.ts';
import { findNamedObjects } from './find-named-objects.ts';
import { objectProblem, readObjectChange, type ObjectChange } from './read-object-change.ts';
import type { RelationalObject } from './relational-object.ts';
import { findNumbered, openRelationalReading, type NumberedRow, type RelationalReading } from './relational-reading.ts';

/** Objects of one kind, below one data source, and what is to change of each. */
export interface RelationalChange {
  readonly kind: RelationalObject['kind'];
  readonly datasource: number;
  readonly items: readonly JsonObject[];
}

const itemsMax = 1_000;

function requireNone(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new CatalogError(
    'payload_incorrect',
    'the payload is incorrect; `errors` says what is wrong with each object',
    {
      details: problems,
    },
  );
}

function readChanges({ kind, items }: RelationalChange): readonly ObjectChange[] {
  if (items.length > itemsMax) {
    throw new CatalogError('too_many_entities', `${String(items.length)} objects at once; at most ${String(itemsMax)}`);
  }
  const problems: Problem[] = [];
  const changes = items.map((item, index) => readObjectChange(kind, { item, index, problems }));
  requireNone(problems);
  return changes;
}

async function getDatasource(reading: RelationalReading, number: number): Promise<NumberedRow> {
  const [datasource] = await findNumbered(reading, { kinds: ['datasource'], field: 'id', values: [number] });
  if (datasource === undefined) throw new CatalogError('record_not_found', 'there is no such data source');
  return datasource;
}

/** What the changes are about, in their order, and the entities to save. */
interface PlannedChange {
  readonly objects: readonly RelationalObject[];
  readonly entities: readonly JsonObject[];
}

async function plan(
  reading: RelationalReading,
  change: RelationalChange,
  changes: readonly ObjectChange[],
): Promise<PlannedChange> {
  const datasource = await getDatasource(reading, change.datasource);
  const meant = await findNamedObjects(reading, { kind: change.kind, datasource }, changes);
  const known = await findKnownFields(reading.db, changes);
  const problems: Problem[] = [];
  const planned = changes.map((one) => {
    const path = one.key ?? String(one.number);
    const object = meant(one);
    // SECURITY: the same for what the actor may not read.
    if (object === null)
      problems.push(objectProblem(path, `there is no such ${change.kind} to change; none is created here`));
    const fields = readFieldChanges(one, known, (message) => problems.push(objectProblem(path, message)));
    return { object, attributes: { ...one.attributes, ...fields.attributes }, fields };
  });
  requireNone(problems);
  const objects = planned.flatMap(({ object }) => object ?? []);
  const entities = planned.map(({ object, attributes, fields }) => ({
    typeName: object?.typeName ?? '',
    guid: object?.guid ?? '',
    attributes,
    businessAttributes: fields.businessAttributes,
  }));
  return { objects, entities };
}

/** What a client is told that asks what became of it (Alation wire, jobs). */
function jobResult(kind: RelationalObject['kind'], objects: readonly RelationalObject[]): JsonObject {
  const mapping = objects.map(({ number, key }) => ({ id: number, key }));
  const response = `Upserted ${String(objects.length)} ${kind} objects.`;
  return { status: 'successful', msg: 'Job finished', result: [{ response, mapping, errors: [] }] };
}

/**
 * Changes titles, descriptions, comments and custom fields of what there is (Alation wire, relational integration); nothing is created. All of
 * it or nothing, in one transaction, through the save of entities, whose rights, audit and history hold. Gives the number of a job that
 * is already done.
 * Throws `payload_incorrect` with what is wrong with each object, `record_not_found` for a data source that is not there or that the actor may
 * not read, `too_many_entities`, and what `saveEntities` throws.
 */
export async function updateRelational(
  deps: CatalogDeps,
  principal: Principal,
  change: RelationalChange,
): Promise<number> {
  const changes = readChanges(change);
  const { clock, types } = deps;
  return retryTransaction(deps.db, async (tx: Tx) => {
    const reading = await openRelationalReading(deps, tx, principal);
    const { objects, entities } = await plan(reading, change, changes);
    const job = await insertBulkJob(tx, principal, jobResult(change.kind, objects));
    if (entities.length > 0) {
      await saveEntitiesIn({ tx, clock, types }, principal, { entities, replaceBusinessAttributes: true });
    }
    return job;
  });
}
