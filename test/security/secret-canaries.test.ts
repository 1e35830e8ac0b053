import { describeSecretCanaries } from './threats/secret-canaries.ts';

describeSecretCanaries({ tokens: 100 });
