/** What the address says about the search screen. Absent keys are at their defaults, so that addresses stay short. */
export interface SearchState {
  text?: string;
  type?: string;
  /** One-based. */
  page?: number;
  /** Guid of the asset whose details are open. */
  asset?: string;
}

/** Types that a person may choose to see alone. */
export const assetTypes = ['Connection', 'Database', 'Schema', 'Table', 'View', 'Column'] as const;

function textOf(value: unknown): string | null {
  // The router reads `?text=2026` as a number.
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Reads the address leniently: what is not understood is at its default. */
export function readSearchState(search: Record<string, unknown>): SearchState {
  const text = textOf(search['text']);
  const type = textOf(search['type']);
  const page = Number(search['page']);
  const asset = textOf(search['asset']);
  return {
    ...(text === null ? {} : { text }),
    ...(type === null || !assetTypes.some((known) => known === type) ? {} : { type }),
    ...(Number.isInteger(page) && page > 1 ? { page } : {}),
    ...(asset === null ? {} : { asset }),
  };
}
