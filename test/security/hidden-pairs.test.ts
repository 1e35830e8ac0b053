import { describeHiddenPairs } from './threats/hidden-pairs.ts';

describeHiddenPairs({ pairs: 300 });
