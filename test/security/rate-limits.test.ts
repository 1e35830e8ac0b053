import { describeRateLimits } from './threats/rate-limits.ts';

describeRateLimits({ requests: 1_000 });
