import { describeMalformedCredentials } from '../security/threats/malformed-credentials.ts';

describeMalformedCredentials({ inputs: 2_000_000 });
