import { describeLastUsed } from '../security/threats/last-used.ts';

describeLastUsed({ requests: 100_000 });
