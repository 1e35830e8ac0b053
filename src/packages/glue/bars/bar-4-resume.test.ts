import { describeResume } from '../../../../test/support/describe-resume.ts';

describeResume({ points: 3, seed: 6 });
