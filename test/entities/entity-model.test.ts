import { describeEntityModel } from './entity-model.ts';

describeEntityModel({ runs: 200, stepsMax: 12 });
