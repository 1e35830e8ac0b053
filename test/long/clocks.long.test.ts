import { describeClocks } from '../security/threats/clocks.ts';

describeClocks({ edgesWatched: 20 });
