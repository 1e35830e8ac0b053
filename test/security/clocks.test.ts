import { describeClocks } from './threats/clocks.ts';

describeClocks({ isEdgeWatched: false });
