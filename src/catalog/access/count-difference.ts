import { assetCondition } from '../../access/index.ts';
import type { Action, Condition } from '../../policy/index.ts';
import { CompiledQuery } from '../../postgres/index.ts';
import type { Asker } from './asker.ts';
import { createConditionCompiler } from './count-assets.ts';

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

type Compile = (condition: Condition) => string;
type DifferenceRow = Readonly<Record<string, number>> & {
  readonly gainedSamples: readonly SampleAsset[];
  readonly lostSamples: readonly SampleAsset[];
};

const samplesMax = 10;

/** SQL of what the one matches and the other does not, for each action. */
function differences(compile: Compile, { changed }: RightsChange, side: 'gained' | 'lost'): string[] {
  return changed.map(({ before, after }) => {
    const [has, lacks] = side === 'gained' ? [after, before] : [before, after];
    return compile({ kind: 'and', of: [has, { kind: 'not', of: lacks }] });
  });
}

function anyIn(texts: readonly string[]): string {
  return `(${texts.map((text) => `(${text})`).join(' OR ')})`;
}

function columns(side: 'gained' | 'lost', texts: readonly string[]): string {
  const each = texts.map((text, index) => `count(*) FILTER (WHERE ${text}) AS "${side}${String(index)}"`);
  return [...each, `count(*) FILTER (WHERE ${anyIn(texts)}) AS "${side}"`].join(', ');
}

function samples(where: string): string {
  return `coalesce((SELECT jsonb_agg(sample) FROM (
    SELECT guid, type_name AS "typeName", qualified_name AS "qualifiedName" FROM asset
    WHERE ${where} ORDER BY qualified_name, type_name LIMIT ${String(samplesMax)}) AS sample), '[]')`;
}

/** How many assets come and go, and the names of some; one statement, which looks only where something can change. */
export async function countDifference(asker: Asker, change: RightsChange): Promise<AssetDifference> {
  const { context, compile } = createConditionCompiler(asker.types);
  const within = `state = 'ACTIVE' AND (${compile(change.places)})`;
  const gained = differences(compile, change, 'gained');
  const lost = differences(compile, change, 'lost');
  const readable = compile(assetCondition(asker.authority.facts, 'asset.read'));
  const shown = (texts: readonly string[]) => samples(`${within} AND ${anyIn(texts)} AND (${readable})`);
  const statement = `
    SELECT counted.*, ${shown(gained)} AS "gainedSamples", ${shown(lost)} AS "lostSamples"
    FROM (SELECT ${columns('gained', gained)}, ${columns('lost', lost)} FROM asset WHERE ${within}) AS counted`;
  const { rows } = await asker.tx.executeQuery<DifferenceRow>(CompiledQuery.raw(statement, [...context.params.values]));
  const sideOf = (side: 'gained' | 'lost'): AssetSide => ({
    assets: rows[0]?.[side] ?? 0,
    perAction: change.changed
      .map(({ action }, index) => ({ action, count: rows[0]?.[`${side}${String(index)}`] ?? 0 }))
      .filter(({ count }) => count > 0),
    samples: rows[0]?.[`${side}Samples`] ?? [],
  });
  return { gained: sideOf('gained'), lost: sideOf('lost') };
}
