import { Command } from 'commander';
import { crawlGlueCommand } from './crawl-glue.ts';
import { type Io } from './io.ts';
import { processIo } from './process-io.ts';
import { searchCommand } from './search.ts';
import { addGlobalOptions } from './settings.ts';
import { tokenCreateCommand } from './token-create.ts';
import { tokenDeleteCommand } from './token-delete.ts';
import { tokenListCommand } from './token-list.ts';
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
    .addCommand(
      new Command('token')
        .description('API tokens')
        .addCommand(tokenCreateCommand(io))
        .addCommand(tokenListCommand(io))
        .addCommand(tokenDeleteCommand(io)),
    )
    .addCommand(new Command('crawl').description('fill the catalog from a source').addCommand(crawlGlueCommand(io)))
    .addCommand(searchCommand(io))
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
