/** What may be deleted because a document does not name it. */
export const pruneKinds = ['personas', 'purposes', 'policies', 'tokens'] as const;
export type PruneKind = (typeof pruneKinds)[number];
