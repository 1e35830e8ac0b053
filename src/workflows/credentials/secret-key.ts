const secretKey = /pass|secret|private|token|credential|api[_-]?key|access[_-]?key|signature|cert/i;

/** Whether an entry of `extra` holds a secret, judged by its name. Such entries are never answered and never logged. */
export function isSecretKey(key: string): boolean {
  return secretKey.test(key);
}
