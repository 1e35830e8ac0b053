import { describeRevocation } from '../security/threats/revocation.ts';

describeRevocation({ rounds: 200 });
