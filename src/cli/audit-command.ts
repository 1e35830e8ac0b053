import { Command } from 'commander';
import { auditExportCommand } from './audit-export.ts';
import { auditTailCommand } from './audit-tail.ts';
import { auditVerifyCommand } from './audit-verify.ts';
import { type Io } from './io.ts';

/** Everything about the audit record, for admins. */
export function auditCommand(io: Io): Command {
  return new Command('audit')
    .description('who did what: follow, export and check the audit record')
    .addCommand(auditTailCommand(io))
    .addCommand(auditExportCommand(io))
    .addCommand(auditVerifyCommand(io));
}
