import { describeEntityFaults, describeEntityModel } from '../entities/entity-model.ts';

describeEntityModel({ runs: 10_000, stepsMax: 30 });
describeEntityFaults({ runs: 400, stepsMax: 20 });
