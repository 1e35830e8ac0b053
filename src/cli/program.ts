import { Command } from 'commander';
import { collectionCommand } from './collection-command.ts';
import { appCommand } from './app-command.ts';
import { applyCommand } from './apply.ts';
import { accessCommand } from './access-command.ts';
import { accessRequestCommand } from './access-request-command.ts';
import { auditCommand } from './audit-command.ts';
import { connectionCommand } from './connection-command.ts';
import { crawlGlueCommand } from './crawl-glue.ts';
import { exportCommand } from './export.ts';
import { historyCommand } from './history.ts';
import { identityProviderCommand } from './identity-provider-command.ts';
import { groupCommand } from './group-command.ts';
import { type Io } from './io.ts';
import { leakCommand } from './leak-report.ts';
import { lineageCommand } from './lineage.ts';
import { loginCommand } from './login.ts';
import { logoutCommand } from './logout.ts';
import { oauthClientCommand } from './oauth-client-command.ts';
import { policyCommand } from './policy-command.ts';
import { processIo } from './process-io.ts';
import { refreshTokenCommand } from './refresh-token-command.ts';
import { runCommand } from './run-command.ts';
import { scheduleCommand } from './schedule-command.ts';
import { searchCommand } from './search.ts';
import { addGlobalOptions } from './settings.ts';
import { ssoMapperCommand } from './sso-mapper-command.ts';
import { tokenCommand } from './token-command.ts';
import { vaultCommand } from './vault-command.ts';
import { userCommand } from './user-command.ts';
import { whoAmICommand } from './whoami.ts';

export interface ProgramParts {
  /** The command that runs the server; whoever assembles the process adds it. */
  serve?: Command;
  io?: Io;
  /** What `--version` says. */
  version?: string;
}

const exitCodesHelp = `
Exit codes: 0 done, 1 refused by the server or failed, 2 wrong command line or setting, 130 interrupted.`;

/** All commands. Run it with `runProgram`, which turns failures into messages and exit codes. */
export function createProgram(parts: ProgramParts = {}): Command {
  const io = parts.io ?? processIo();
  const program = addGlobalOptions(new Command('clavis'))
    .description('Clavis: a self-hosted data catalog with governed programmatic access')
    .showHelpAfterError('(see --help)')
    .addHelpText('after', exitCodesHelp);
  if (parts.version !== undefined) program.version(parts.version, '--version', 'print the version');
  if (parts.serve !== undefined) program.addCommand(parts.serve);
  program
    .addCommand(tokenCommand(io))
    .addCommand(oauthClientCommand(io))
    .addCommand(refreshTokenCommand(io))
    .addCommand(leakCommand(io))
    .addCommand(userCommand(io))
    .addCommand(groupCommand(io))
    .addCommand(connectionCommand(io))
    .addCommand(accessCommand(io))
    .addCommand(accessRequestCommand(io))
    .addCommand(policyCommand(io))
    .addCommand(collectionCommand(io))
    .addCommand(appCommand(io))
    .addCommand(new Command('crawl').description('fill the catalog from a source').addCommand(crawlGlueCommand(io)))
    .addCommand(runCommand(io))
    .addCommand(scheduleCommand(io))
    .addCommand(identityProviderCommand(io))
    .addCommand(ssoMapperCommand(io))
    .addCommand(applyCommand(io))
    .addCommand(exportCommand(io))
    .addCommand(auditCommand(io))
    .addCommand(vaultCommand(io))
    .addCommand(searchCommand(io))
    .addCommand(lineageCommand(io))
    .addCommand(historyCommand(io))
    .addCommand(loginCommand(io))
    .addCommand(logoutCommand(io))
    .addCommand(whoAmICommand(io));
  quietExit(program, io);
  return program;
}

/** Commander would end the process by itself; here every command reports to `runProgram` instead. */
function quietExit(command: Command, io: Io): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void io.stdout.write(text),
    writeErr: (text) => void io.stderr.write(text),
  });
  for (const child of command.commands) quietExit(child, io);
}
