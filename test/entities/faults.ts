import type { Answer } from './entity-model.ts';
import type { EntityEdit, LinkEdit, SaveStep, Step, TagUse } from './requests.ts';

/** Something that a wrong product could do: the model is told another request than the product, or the answer is not the one it gave. */
export interface Fault {
  readonly name: string;
  readonly told?: (step: Step) => Step;
  readonly answered?: (answer: Answer, step: Step) => Answer;
}

function saves(change: (step: SaveStep) => SaveStep): NonNullable<Fault['told']> {
  return (step) => (step.kind === 'save' ? change(step) : step);
}

function entities(change: (edit: EntityEdit) => EntityEdit): NonNullable<Fault['told']> {
  return saves((step) => ({ ...step, entities: step.entities.map(change) }));
}

function links(change: (edit: LinkEdit) => LinkEdit): NonNullable<Fault['told']> {
  return entities((edit) => ({ ...edit, links: edit.links.map(change) }));
}

function tags(change: (use: TagUse) => TagUse): NonNullable<Fault['told']> {
  return entities((edit) => ({
    ...edit,
    listed: edit.listed?.map(change) ?? null,
    upserted: edit.upserted.map(change),
  }));
}

function lists(change: (lists: Record<string, readonly string[]>, step: Step) => void): NonNullable<Fault['answered']> {
  return (answer, step) => {
    if ('failure' in answer) return answer;
    const changed = { ...answer.lists };
    change(changed, step);
    return { ...answer, lists: changed };
  };
}

export const faults: readonly Fault[] = [
  {
    name: 'an other end is not reported',
    answered: lists((told, step) => {
      const named = step.kind === 'save' ? step.entities.map(({ slot }) => String(slot)) : [];
      const updated = told['UPDATE'] ?? [];
      const dropped = updated.findLast((slot) => !named.includes(slot));
      if (dropped !== undefined) told['UPDATE'] = updated.filter((slot) => slot !== dropped);
    }),
  },
  {
    name: 'an other end is reported twice',
    answered: lists((told) => {
      const last = told['UPDATE']?.at(-1);
      if (last !== undefined && told['UPDATE']?.length !== 1) told['UPDATE'] = [...(told['UPDATE'] ?? []), last];
    }),
  },
  {
    name: 'the other end comes first',
    answered: lists((told) => {
      if (told['UPDATE'] !== undefined) told['UPDATE'] = [...told['UPDATE']].reverse();
    }),
  },
  {
    name: 'a list without entries is there',
    answered: lists((told) => {
      if (told['CREATE'] !== undefined) told['UPDATE'] ??= [];
    }),
  },
  {
    name: 'what changes nothing is told of',
    answered: lists((told) => {
      told['given'] ??= [];
    }),
  },
  {
    name: 'a placeholder of something found is not told',
    answered: (answer) =>
      'failure' in answer || answer.lists['CREATE'] !== undefined ? answer : { ...answer, placeholders: {} },
  },
  {
    name: 'a refusal tells that something is there',
    answered: (answer) => ('failure' in answer && answer.failure === 'not found' ? { failure: 'denied' } : answer),
  },
  { name: 'who may not is let', told: (step) => ({ ...step, actor: 'both' }) },
  {
    name: 'a null among attributes clears links',
    told: links((edit) => (edit.mode === 'silence' ? { ...edit, mode: 'clear' } : edit)),
  },
  {
    name: 'a null clears nothing',
    told: links((edit) => (edit.mode === 'clear' ? { ...edit, mode: 'silence' } : edit)),
  },
  {
    name: 'what is appended replaces',
    told: links((edit) => (edit.mode === 'append' ? { ...edit, mode: 'replace' } : edit)),
  },
  { name: 'a list only adds', told: links((edit) => (edit.mode === 'replace' ? { ...edit, mode: 'append' } : edit)) },
  { name: 'nothing is removed', told: links((edit) => (edit.mode === 'remove' ? { ...edit, others: [] } : edit)) },
  { name: 'a save restores without being told to', told: entities((edit) => ({ ...edit, restores: true })) },
  { name: 'a restore leaves it archived', told: entities((edit) => ({ ...edit, restores: false })) },
  {
    name: 'a null clears no attribute',
    told: entities((edit) => ({
      ...edit,
      values: Object.fromEntries(Object.entries(edit.values).filter(([, value]) => value !== null)),
    })),
  },
  {
    name: 'tags are replaced without a flag',
    told: saves((step) => ({ ...step, tagFlag: step.tagFlag ?? 'replaceTags' })),
  },
  {
    name: 'an absent list of tags is no empty one',
    told: saves((step) =>
      step.tagFlag === 'replaceTags' && step.entities.some(({ listed }) => listed === null)
        ? { ...step, tagFlag: null }
        : step,
    ),
  },
  {
    name: 'a tag in both lists stays',
    told: entities((edit) => ({
      ...edit,
      removed: edit.removed.filter((tag) => !edit.upserted.some((use) => use.tag === tag)),
    })),
  },
  { name: 'tags do not travel', told: tags((use) => ({ ...use, propagate: false })) },
  {
    name: 'tags travel past their restriction to hierarchy',
    told: tags((use) => ({ ...use, restrictPropagationThroughLineage: false })),
  },
  {
    name: 'tags travel past their restriction to lineage',
    told: tags((use) => ({ ...use, restrictPropagationThroughHierarchy: false })),
  },
  {
    name: 'tags outlast the asset they came from',
    told: tags((use) => ({ ...use, removePropagationsOnEntityDelete: false })),
  },
  {
    name: 'custom metadata is written without a flag',
    told: saves((step) => ({ ...step, metadataFlag: step.metadataFlag ?? 'merge' })),
  },
  {
    name: 'custom metadata that is merged overwrites',
    told: saves((step) => ({ ...step, metadataFlag: step.metadataFlag === 'merge' ? 'overwrite' : step.metadataFlag })),
  },
  {
    name: 'half a flag overwrites custom metadata',
    told: saves((step) => ({
      ...step,
      metadataFlag: step.metadataFlag === 'overwriteAlone' ? 'overwrite' : step.metadataFlag,
    })),
  },
  {
    name: 'what is removed is only archived',
    told: (step) => (step.kind === 'delete' ? { ...step, deleteType: 'SOFT' } : step),
  },
  {
    name: 'one kind of removal is called the other',
    told: (step) => (step.kind === 'delete' && step.deleteType === 'HARD' ? { ...step, deleteType: 'PURGE' } : step),
  },
];
