import { describeMalformedCredentials } from './threats/malformed-credentials.ts';

describeMalformedCredentials({ inputs: 100_000 });
