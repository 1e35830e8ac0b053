import { describeResume } from '../support/describe-resume.ts';

describeResume({ points: 20, seed: 20 });
