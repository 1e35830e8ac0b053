import { describeMalformedCredentials } from '../security/threats/malformed-credentials.ts';

describeMalformedCredentials({ inputs: 500_000 });
