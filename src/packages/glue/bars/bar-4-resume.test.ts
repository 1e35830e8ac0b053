import { describeResume } from './describe-resume.ts';

describeResume({ points: 3, seed: 6 });
