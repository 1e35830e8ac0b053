import { describePolicyBombs } from './threats/policy-bombs.ts';

describePolicyBombs({ assets: 5_000, pathsEach: 20 });
