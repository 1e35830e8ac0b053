import { describeGuessing } from './threats/guessing.ts';

describeGuessing({ guesses: 10_000, sites: 1_000 });
