import { describeClocks } from './threats/clocks.ts';

describeClocks({ edgesWatched: 1 });
