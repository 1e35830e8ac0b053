import { describeEscalationHoles, describeEscalationModel } from '../security/threats/escalation-model.ts';

describeEscalationModel({ sequences: 20_000, stepsMax: 50 });
describeEscalationHoles();
