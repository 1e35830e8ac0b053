import { describeGuessing } from '../security/threats/guessing.ts';

describeGuessing({ guesses: 100_000, sites: 10_000 });
