import { describeSecretCanaries } from '../security/threats/secret-canaries.ts';

describeSecretCanaries({ tokens: 1_000 });
