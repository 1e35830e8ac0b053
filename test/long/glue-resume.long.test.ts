import { describeResume } from '../../src/packages/glue/bars/describe-resume.ts';

describeResume({ points: 20, seed: 20 });
