import { describeHiddenPairs } from '../security/threats/hidden-pairs.ts';

describeHiddenPairs({ pairs: 5_000 });
