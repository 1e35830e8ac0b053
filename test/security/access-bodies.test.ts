import { describeAccessBodies } from './threats/access-bodies.ts';

describeAccessBodies({ races: 50 });
