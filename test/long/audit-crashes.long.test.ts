import { describeAuditCrashes } from '../security/threats/audit-crashes.ts';

describeAuditCrashes({ crashes: 100 });
