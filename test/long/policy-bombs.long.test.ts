import { describePolicyBombs } from '../security/threats/policy-bombs.ts';

describePolicyBombs({ assets: 200_000, pathsEach: 200 });
