import { type GovernedToken } from '../../../src/sdk/index.ts';

/** What a person is about to do with a token; each has its dialog. */
export interface TokenAct {
  kind: 'rotate' | 'suspend' | 'resume' | 'delete';
  token: GovernedToken;
}
