import {
  deleteEntitiesIn,
  getEntityByUniqueAttribute,
  saveEntitiesIn,
  searchAssets,
  type CatalogDeps,
  type EntityHeader,
} from '../../catalog/index.ts';
import { isCatalogError, isJsonObject, requireNoProblems, type JsonObject } from '../../foundation/index.ts';
import {
  prefixOfId,
  readParametersBySchema,
  type Package,
  type RunContext,
  type StepContext,
} from '../../workflows/index.ts';
import type {
  ChangedAssets,
  FoundAsset,
  InputsOf,
  InputsSchema,
  OwnPackage,
  PackageChange,
  PackageRun,
  PackageStep,
  StepChange,
} from './package-kit.ts';

type Inputs = InputsOf<InputsSchema>;
type Header = Pick<EntityHeader, 'guid' | 'typeName' | 'status' | 'attributes'>;

function toFound({ guid, typeName, status, attributes }: Header): FoundAsset {
  const { qualifiedName } = attributes;
  return { guid, typeName, qualifiedName: String(qualifiedName ?? ''), isActive: status === 'ACTIVE', attributes };
}

const foundIn = (headers: readonly EntityHeader[] | undefined): FoundAsset[] => (headers ?? []).map(toFound);

/** Everything of a change in the transaction that holds the step. SECURITY: the package never gets hold of the transaction itself. */
async function commitChange(
  { clock, types }: CatalogDeps,
  ctx: RunContext & Partial<Pick<StepContext, 'saveCheckpoint'>>,
  { save = [], archive = [], progress = {}, checkpoint }: StepChange,
): Promise<ChangedAssets> {
  return ctx.transact(async (tx) => {
    await ctx.progress(progress, tx);
    if (checkpoint !== undefined) await ctx.saveCheckpoint?.(tx, checkpoint);
    const deps = { tx, clock, types };
    // Last, as their audit records hold the end of the audit chain until the commit.
    const saved = save.length === 0 ? {} : await saveEntitiesIn(deps, ctx.principal, { entities: save });
    const removal = { guids: archive, deleteType: 'SOFT' } as const;
    const removed = archive.length === 0 ? {} : await deleteEntitiesIn(deps, ctx.principal, removal);
    return {
      created: foundIn(saved.mutatedEntities?.CREATE),
      updated: foundIn(saved.mutatedEntities?.UPDATE),
      archived: foundIn(removed.mutatedEntities?.DELETE),
    };
  });
}

async function findAsset(
  catalog: CatalogDeps,
  { principal }: RunContext,
  name: { readonly typeName: string; readonly qualifiedName: string },
): Promise<FoundAsset | null> {
  try {
    const { entity } = await getEntityByUniqueAttribute(catalog, principal, {
      ...{ typeName: name.typeName, attributes: { qualifiedName: name.qualifiedName }, ignoreRelationships: true },
    });
    return toFound(entity);
  } catch (error) {
    if (isCatalogError(error) && error.code === 'asset_unique_attribute_not_found') return null;
    throw error;
  }
}

/** What of a run a package of one's own is given: no transaction, no SQL, no principal. */
function openRun(catalog: CatalogDeps, ctx: RunContext): PackageRun {
  const { runName, workflowName, signal, principal } = ctx;
  return {
    ...{ runName, workflowName, signal, username: principal.username },
    log: (level, message) => ctx.log(level, message),
    credential: (guid) => ctx.credential(guid),
    search: async (request: JsonObject) => {
      const { approximateCount, entities } = await searchAssets(catalog, principal, request);
      return { count: approximateCount, assets: foundIn(entities) };
    },
    find: (typeName, qualifiedName) => findAsset(catalog, ctx, { typeName, qualifiedName }),
    // Named one by one: while planning there is no checkpoint to set.
    commit: ({ save = [], archive = [], progress = {} }: PackageChange) =>
      commitChange(catalog, ctx, { save, archive, progress }),
    totals: () => ctx.totals(),
    steps: () => ctx.steps(),
  };
}

function openStep(catalog: CatalogDeps, ctx: StepContext): PackageStep {
  const commit = (change: StepChange): Promise<ChangedAssets> => commitChange(catalog, ctx, change);
  return { ...openRun(catalog, ctx), checkpoint: ctx.checkpoint, commit };
}

/** Every input by its name: what is given, else its default, else `null`. Throws `field_invalid` with all problems. */
function readInputs(own: OwnPackage, schema: JsonObject, parameters: ReadonlyMap<string, unknown>): Inputs {
  const { inputs: given, problems } = readParametersBySchema(schema, parameters);
  requireNoProblems('field_invalid', problems);
  const inputs: Inputs = Object.fromEntries(
    Object.entries(own.inputs.properties).map(([name, property]) => [name, given[name] ?? property.default ?? null]),
  );
  requireNoProblems('field_invalid', own.check?.(inputs) ?? []);
  return inputs;
}

/** The schema as it is checked: nothing beyond it is an input. */
function schemaOf({ inputs }: OwnPackage): JsonObject {
  const schema: unknown = { additionalProperties: false, ...inputs };
  if (!isJsonObject(schema)) throw new TypeError('inputs are no object'); // Checked when the module was loaded.
  return schema;
}

/** A package of one's own as the engine runs it. */
export function adaptOwnPackage(catalog: CatalogDeps, own: OwnPackage): Package<Inputs> {
  const schema = schemaOf(own);
  return {
    ...{ id: own.id, prefix: prefixOfId(own.id), inputs: schema, isApp: true },
    ...(own.connectorConfigNames === undefined ? {} : { connectorConfigNames: own.connectorConfigNames }),
    parse: (parameters) => readInputs(own, schema, parameters),
    plan: (ctx, inputs) => own.plan(openRun(catalog, ctx), inputs),
    step: (ctx, inputs, step) => own.step(openStep(catalog, ctx), inputs, step),
    finish: async (ctx, inputs) => own.finish?.(openRun(catalog, ctx), inputs),
    ...(own.testCredential === undefined
      ? {}
      : {
          testCredential: async (credential, signal): Promise<undefined> => {
            await own.testCredential?.(credential, signal);
          },
        }),
  };
}
