import { describePolicyInjection } from './threats/policy-injection.ts';

describePolicyInjection({ values: 10_000 });
