/** What the address says about the form of a new workflow. */
export interface CreateState {
  /** The app it is to be of. */
  app?: string;
}

/** Reads the address leniently: what is not understood is at its default. */
export function readCreateState(search: Record<string, unknown>): CreateState {
  const { app } = search;
  return typeof app === 'string' && app !== '' ? { app } : {};
}
