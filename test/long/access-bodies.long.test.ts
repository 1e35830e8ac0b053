import { describeAccessBodies } from '../security/threats/access-bodies.ts';

describeAccessBodies({ races: 2_000 });
