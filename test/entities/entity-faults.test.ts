import { describeEntityFaults } from './entity-model.ts';

describeEntityFaults({ runs: 150, stepsMax: 12 });
