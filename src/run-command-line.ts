import manifest from '../package.json' with { type: 'json' };
import { runProgram } from './cli/index.ts';
import { serveCommand } from './serve-command.ts';

process.exitCode = await runProgram(process.argv.slice(2), { serve: serveCommand(), version: manifest.version });
