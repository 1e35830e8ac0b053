import { describePolicyRaces } from '../security/threats/policy-races.ts';

describePolicyRaces({ races: 4_000 });
