import { describeSecretGeneration } from './threats/secret-generation.ts';

describeSecretGeneration({ secrets: 100_000 });
