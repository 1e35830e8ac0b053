import { assetCondition } from '../../access/index.ts';
import { anyOf, type Action, type Condition } from '../../policy/index.ts';
import { CompiledQuery } from '../../postgres/index.ts';
import type { Asker } from './asker.ts';
import { createConditionCompiler } from './count-assets.ts';
import { holdsFor, rowTests, type AssetClass } from './judge-by-leaf.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

/** The rights of some actors on both sides of a change. */
export interface RightsChange {
  /** The actions whose condition changes. */
  readonly changed: readonly { readonly action: Action; readonly before: Condition; readonly after: Condition }[];
  /** Where assets can be gained or lost at all. */
  readonly places: Condition;
}

/** An asset as it is shown to who may read it. */
export interface SampleAsset {
  readonly guid: string;
  readonly typeName: string;
  readonly qualifiedName: string;
}

export interface AssetSide {
  /** Different assets, whatever the action. */
  readonly assets: number;
  /** Actions without any are left out. */
  readonly perAction: readonly { readonly action: Action; readonly count: number }[];
  /** The first by qualified name that the asker may read, at most ten. */
  readonly samples: readonly SampleAsset[];
}

export interface AssetDifference {
  readonly gained: AssetSide;
  readonly lost: AssetSide;
}

const samplesMax = 10;

interface Sides {
  readonly asker: Asker;
  readonly change: RightsChange;
}

/** What the one condition matches and the other does not. */
function only(has: Condition, lacks: Condition): Condition {
  return { kind: 'and', of: [has, { kind: 'not', of: lacks }] };
}

/** Outcomes that fit into one number of a row. */
const outcomesPerColumn = 30;

/**
 * One look at every asset that can change, for all changes together: each different test is made once for a row, and rows that answer
 * alike are counted together. What a test is, SQL says, as everywhere; only how the outcomes add up to rights is worked out here, once for
 * each class instead of once for each row and change. A hundred thousand rows make some tens of classes.
 */
async function classify({ tx, types }: Asker, changes: readonly RightsChange[]): Promise<readonly AssetClass[]> {
  const { context, compile } = createConditionCompiler(types);
  const tests = rowTests(changes.flatMap(({ changed }) => changed.flatMap(({ before, after }) => [before, after])));
  const bits = tests.map(
    (test, index) => `(((${compile(test)}) IS TRUE)::int << ${String(index % outcomesPerColumn)})`,
  );
  const columns: string[] = [];
  for (let start = 0; start < bits.length; start += outcomesPerColumn) {
    columns.push(bits.slice(start, start + outcomesPerColumn).join(' | '));
  }
  const outcomes = `ARRAY[${columns.join(', ')}]::int[]`;
  const within = compile(anyOf(changes.map(({ places }) => places)));
  // `OFFSET 0` keeps PostgreSQL from working out the outcomes a second time to group by them.
  const statement = `
    SELECT "typeName", outcomes, count(*) AS count FROM (
      SELECT ${decidingType} AS "typeName", ${outcomes} AS outcomes FROM asset
      WHERE state = 'ACTIVE' AND (${within}) OFFSET 0) AS judged
    GROUP BY "typeName", outcomes`;
  const { rows } = await tx.executeQuery<ClassRow>(CompiledQuery.raw(statement, [...context.params.values]));
  const places = new Map(tests.map((test, index) => [JSON.stringify(test), index]));
  return rows.map(({ typeName, outcomes: found, count }) => ({
    ...{ typeName, count },
    passes: (test) => {
      const index = places.get(JSON.stringify(test)) ?? 0;
      const number = found[Math.floor(index / outcomesPerColumn)] ?? 0;
      return ((number >> (index % outcomesPerColumn)) & 1) === 1;
    },
  }));
}

/** The type that decides about a row: that of what it hangs on, where it hangs on something. */
const decidingType = `(CASE WHEN host_guid IS NULL THEN type_name
  ELSE (SELECT host.type_name FROM asset AS host WHERE host.guid = asset.host_guid) END)`;

interface ClassRow {
  readonly typeName: string;
  readonly outcomes: readonly number[];
  readonly count: number;
}

interface SideCounts {
  assets: number;
  readonly perAction: Map<Action, number>;
}

function countChange(
  types: TypeRegistry,
  { changed }: RightsChange,
  classes: readonly AssetClass[],
): Readonly<Record<'gained' | 'lost', SideCounts>> {
  const counts = { gained: { assets: 0, perAction: new Map() }, lost: { assets: 0, perAction: new Map() } };
  for (const one of classes) {
    const sides = { gained: new Set<Action>(), lost: new Set<Action>() };
    for (const { action, before, after } of changed) {
      const [had, has] = [holdsFor(types, before, one), holdsFor(types, after, one)];
      if (had !== has) sides[has ? 'gained' : 'lost'].add(action);
    }
    addTo(counts.gained, sides.gained, one.count);
    addTo(counts.lost, sides.lost, one.count);
  }
  return counts;
}

function addTo(counts: SideCounts, actions: ReadonlySet<Action>, assets: number): void {
  if (actions.size > 0) counts.assets += assets;
  for (const action of actions) counts.perAction.set(action, (counts.perAction.get(action) ?? 0) + assets);
}

/** The first assets of one side by name that the asker may read. */
async function findSamples({ asker, change }: Sides, side: 'gained' | 'lost'): Promise<readonly SampleAsset[]> {
  const { context, compile } = createConditionCompiler(asker.types);
  const differing = change.changed.map(({ before, after }) =>
    side === 'gained' ? only(after, before) : only(before, after),
  );
  const readable = assetCondition(asker.authority.facts, 'asset.read');
  const where = [change.places, readable, anyOf(differing)].map((one) => `(${compile(one)})`).join(' AND ');
  const statement = `
    SELECT guid, type_name AS "typeName", qualified_name AS "qualifiedName" FROM asset
    WHERE state = 'ACTIVE' AND ${where} ORDER BY qualified_name, type_name LIMIT ${String(samplesMax)}`;
  const { rows } = await asker.tx.executeQuery<SampleAsset>(CompiledQuery.raw(statement, [...context.params.values]));
  return rows;
}

/** How many assets come and go by each change, and the names of some; it is looked only where something can change. */
export async function countDifferences(
  asker: Asker,
  changes: readonly RightsChange[],
): Promise<readonly AssetDifference[]> {
  if (changes.length === 0) return [];
  const classes = await classify(asker, changes);
  const differences: AssetDifference[] = [];
  for (const change of changes) {
    const counts = countChange(asker.types, change, classes);
    const sideOf = async (side: 'gained' | 'lost'): Promise<AssetSide> => ({
      assets: counts[side].assets,
      perAction: change.changed.flatMap(({ action }) => {
        const count = counts[side].perAction.get(action) ?? 0;
        return count === 0 ? [] : [{ action, count }];
      }),
      samples: counts[side].assets === 0 ? [] : await findSamples({ asker, change }, side),
    });
    differences.push({ gained: await sideOf('gained'), lost: await sideOf('lost') });
  }
  return differences;
}
