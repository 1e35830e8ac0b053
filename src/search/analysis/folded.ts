/**
 * Lower case character by character, as an index folds it. JavaScript alone would look at what stands around a sigma and make two
 * characters of `İ`.
 */
export function folded(text: string): string {
  return text.replaceAll('İ', 'i').replaceAll('Σ', 'σ').toLowerCase();
}

/** Lower case of ASCII and nothing else, which is all that `case_insensitive` means in the original. */
export function foldedAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
