import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDWR } = constants;

/** Whether the file ends in the middle of a line, as a full disk or a power cut leaves it. */
async function endsInLine(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString('latin1') !== '\n';
}

/**
 * Appends text, whole lines, and waits until it is on the disk. The file is opened anew each time, so that one which was deleted or
 * replaced is simply made or found again; readable by its owner alone where it is made.
 * What could not be written whole is taken back, and where even that fails a new line is begun next time: at most one line is
 * damaged, and none is joined with another. Throws what the operating system says.
 */
export async function appendLines(path: string, text: string): Promise<void> {
  // Not blocking: a pipe that nobody reads must not hold one of the few threads that Node has for files.
  const file = await open(path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
  try {
    const status = await file.stat();
    const isOpenLine = status.isFile() && (await endsInLine(file, status.size));
    try {
      await file.appendFile(isOpenLine ? `\n${text}` : text);
      if (status.isFile()) await file.sync();
    } catch (error) {
      if (status.isFile()) await file.truncate(status.size).catch(() => undefined);
      throw error;
    }
  } finally {
    await file.close();
  }
}
