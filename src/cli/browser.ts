import { spawn } from 'node:child_process';
import { type Io } from './io.ts';

const remoteVariables = ['SSH_CONNECTION', 'SSH_CLIENT', 'SSH_TTY'];
const displayVariables = ['DISPLAY', 'WAYLAND_DISPLAY'];

function isSet(env: Io['env'], name: string): boolean {
  const value = env[name];
  return value !== undefined && value !== '';
}

/** Whether the person at this terminal likely has a browser on this very machine, whose loopback address is ours. */
export function isBrowserNear({ env, platform }: Pick<Io, 'env' | 'platform'>): boolean {
  if (remoteVariables.some((name) => isSet(env, name))) return false;
  return platform === 'darwin' || platform === 'win32' || displayVariables.some((name) => isSet(env, name));
}

function openerOf(platform: NodeJS.Platform): readonly [command: string, ...args: string[]] {
  if (platform === 'darwin') return ['open'];
  // `start` belongs to cmd.exe, which would read the `&` of an address as the end of the command.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}

/** Opens a page in the person's browser. Whether it worked is not known: the address is printed as well. */
export function openUrl(url: string, platform: NodeJS.Platform): void {
  const [command, ...args] = openerOf(platform);
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  opener.on('error', () => undefined);
  opener.unref();
}
