import { describeLastUsed } from './threats/last-used.ts';

describeLastUsed({ requests: 6_000 });
