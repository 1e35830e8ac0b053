import { describeSecretGeneration } from '../security/threats/secret-generation.ts';

describeSecretGeneration({ secrets: 1_000_000 });
