import { describeDecisions } from './threats/decisions.ts';

// The laws over what is stored and listed run at their usual size beside the rooms they are about.
describeDecisions({ decisions: 50_000, worlds: 20 });
