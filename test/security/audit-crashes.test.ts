import { describeAuditCrashes } from './threats/audit-crashes.ts';

describeAuditCrashes({ crashes: 5 });
