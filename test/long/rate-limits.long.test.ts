import { describeRateLimits } from '../security/threats/rate-limits.ts';

describeRateLimits({ requests: 10_000 });
