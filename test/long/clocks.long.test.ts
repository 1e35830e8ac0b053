import { describeClocks } from '../security/threats/clocks.ts';

describeClocks({ isEdgeWatched: true });
