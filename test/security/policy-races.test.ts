import { describePolicyRaces } from './threats/policy-races.ts';

describePolicyRaces({ races: 400 });
