import { describeTokenRotation } from './threats/token-rotation.ts';

describeTokenRotation({ lostAnswers: 1_000, interleavings: 500 });
