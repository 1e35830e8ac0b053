import { describeRevocation } from './threats/revocation.ts';

describeRevocation({ rounds: 20 });
