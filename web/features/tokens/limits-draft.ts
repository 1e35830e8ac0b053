import { type TokenTerms } from '../../../src/sdk/index.ts';

/** The limits of a new token as they are typed. */
export interface LimitsDraft {
  isReadOnly: boolean;
  /** CIDRs with blanks, commas or line ends between them. */
  networks: string;
  /** Empty: no limit of its own. */
  requestsPerMinute: number | '';
  mayRotateItself: boolean;
}

export const noLimits: LimitsDraft = { isReadOnly: false, networks: '', requestsPerMinute: '', mayRotateItself: false };

/** What is left empty limits nothing and is not sent. */
export function readLimits(draft: LimitsDraft): TokenTerms {
  const allowedNetworks = draft.networks.split(/[\s,;]+/).filter((network) => network !== '');
  return {
    ...(draft.isReadOnly ? { scopes: { readOnly: true } } : {}),
    ...(allowedNetworks.length > 0 ? { allowedNetworks } : {}),
    ...(draft.requestsPerMinute === '' ? {} : { requestsPerMinute: draft.requestsPerMinute }),
    ...(draft.mayRotateItself ? { mayRotateItself: true } : {}),
  };
}
