import type { Action } from '../../policy/index.ts';
import type { RelationshipDef } from '../types/known-relationships.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import { lineageRelationships } from './lineage-flag.ts';
import { isNamingLink } from './server-names.ts';

/** What a link takes at one of its ends, on top of reading it: any one of these; nothing more when there are none. */
export type EndRight = readonly Action[];

/** What it takes to draw a link, end by end, and to cut one. */
export interface LinkRights {
  readonly end1: EndRight;
  readonly end2: EndRight;
  /** Of end 1 when the same save creates end 2. */
  readonly end1OfNew: EndRight;
  /** Who may cut it: whoever has the right of `either` end, or only who has the named one at end 2. */
  readonly removal: 'either' | EndRight;
  /** Whether a new end takes the right too. Otherwise having created it is enough. */
  readonly alsoOfNew: boolean;
}

interface LinkRule {
  applies(def: RelationshipDef, types: TypeRegistry): boolean;
  readonly rights: LinkRights;
}

const reading: EndRight = [];
const update: EndRight = ['asset.update'];
/** Inside a container there is room for who may change it, and for who may make something there. */
const room: EndRight = ['asset.update', 'asset.create'];

function rule(applies: LinkRule['applies'], given: Partial<LinkRights> = {}): LinkRule {
  const rights = { end1: update, end2: update, removal: 'either', alsoOfNew: false, ...given } as const;
  return { applies, rights: { end1OfNew: rights.end1, ...rights } };
}

function isNamed(...names: readonly string[]): LinkRule['applies'] {
  return ({ name }) => names.includes(name);
}

/** Resources, ports of products, references between equals, and whatever the model still learns. */
const anyOther = rule(() => true);

/**
 * Which right a link takes at which end; the first rule that applies decides.
 * SECURITY: a link shows at both ends, carries tags along and reads as a statement about both. So none is drawn at what one may
 * merely read, apart from the exceptions named here. To cut one the right at one end is enough: nobody has to keep at their
 * asset what somebody else has drawn there.
 */
const linkRules: readonly LinkRule[] = [
  // A term says something of the asset and nothing of the term. It has actions of its own, which changing the asset does not carry; and
  // who may create an asset could otherwise give it terms that they may not give it a moment later.
  rule(isNamed('AtlasGlossarySemanticAssignment'), {
    ...{ end1: reading, end2: ['asset.add-terms'], removal: ['asset.remove-terms'], alsoOfNew: true },
  }),
  // Lineage says what is read and what is written, and tags travel along it: the process, each input and each output.
  rule(isNamed(...lineageRelationships, 'connection_process_inputs', 'connection_process_outputs')),
  // A readme is part of what is said of the asset, not something made in a place.
  rule(isNamed('asset_readme', '__internal_readme')),
  // A saved query names what it selects from, which the table shows to those who may see the query.
  rule(({ end2 }, types) => types.isA(end2.type, 'Query') && end2.name !== 'parent', { end1: reading }),
  // The server names a new asset after its parent, and the right to create under that name has been decided.
  rule(isNamingLink, { end1: room, end1OfNew: reading }),
  rule(({ end1 }) => end1.isContainer, { end1: room }),
  rule(({ end2 }) => end2.isContainer, { end2: room }),
  anyOther,
];

/** The rights that a link of this definition takes. */
export function linkRightsOf(types: TypeRegistry, relationship: string): LinkRights {
  const def = types.relationships.find(relationship);
  if (def === null) return anyOther.rights;
  return (linkRules.find(({ applies }) => applies(def, types)) ?? anyOther).rights;
}
