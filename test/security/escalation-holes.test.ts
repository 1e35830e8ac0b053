import { describeEscalationHoles } from './threats/escalation-model.ts';

describeEscalationHoles();
