/** The characters of a pattern that stand for others: `*` for any run, also an empty one and across `/`, `?` for one. */
const wildcards = /[*?]/;

/** Whether the text holds a wildcard at all. */
export function hasWildcard(text: string): boolean {
  return wildcards.test(text);
}

/** What every match begins with: the pattern up to its first wildcard. */
export function literalHead(pattern: string): string {
  const at = pattern.search(wildcards);
  return at === -1 ? pattern : pattern.slice(0, at);
}

/**
 * Whether the whole text matches, by code points, case-sensitive. Takes at most |pattern| × |text| steps whatever the
 * pattern: after a mismatch only the last `*` is tried anew, since an earlier one can reach nothing that it cannot.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const wanted = [...pattern];
  const given = [...text];
  let at = 0;
  let star = -1;
  let resumeAt = 0;
  for (let place = 0; place < given.length;) {
    if (wanted[at] === '*') {
      star = at;
      at += 1;
      resumeAt = place;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[place])) {
      at += 1;
      place += 1;
    } else if (star === -1) {
      return false;
    } else {
      at = star + 1;
      resumeAt += 1;
      place = resumeAt;
    }
  }
  return wanted.slice(at).every((one) => one === '*');
}
