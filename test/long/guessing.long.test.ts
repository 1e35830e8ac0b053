import { describeGuessing } from '../security/threats/guessing.ts';

describeGuessing({ guesses: 500_000, sites: 10_000 });
