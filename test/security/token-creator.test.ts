import { describeTokenCreator } from './threats/token-creator.ts';

describeTokenCreator({ worlds: 100 });
