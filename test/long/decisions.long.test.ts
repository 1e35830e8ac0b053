import { describeDecisions } from '../security/threats/decisions.ts';

describeDecisions({ decisions: 1_000_000, worlds: 5_000 });
