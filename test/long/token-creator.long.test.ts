import { describeTokenCreator } from '../security/threats/token-creator.ts';

describeTokenCreator({ worlds: 5_000 });
