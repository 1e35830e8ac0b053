import { describeTokenRotation } from '../security/threats/token-rotation.ts';

describeTokenRotation({ lostAnswers: 10_000, interleavings: 5_000 });
