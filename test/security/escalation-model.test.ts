import { describeEscalationModel } from './threats/escalation-model.ts';

describeEscalationModel({ sequences: 1_000, stepsMax: 8 });
