import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const chromiumPathDefault = '/usr/bin/chromium';

/** The system's Chromium, headless. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? chromiumPathDefault;
  if (!existsSync(executablePath)) {
    throw new Error(`no browser at ${executablePath}: apt-get install chromium, or set CHROMIUM_PATH`);
  }
  // The page under test is our own, and as root Chromium refuses to start with its sandbox.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
