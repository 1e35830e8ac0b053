/** What is shown first and in this order; other counts of a package follow by name. */
const firstCounts = ['databases', 'tables', 'assets'];

/** The counts of a run as name and text; those that are still zero are left out. */
export function countsOf(totals: Readonly<Record<string, number>>): { name: string; text: string }[] {
  const rest = Object.keys(totals)
    .filter((name) => !firstCounts.includes(name) && !/(?:Total|Estimate)$/.test(name))
    .sort();
  return [...firstCounts, ...rest]
    .filter((name) => (totals[name] ?? 0) > 0 || totals[`${name}Total`] !== undefined)
    .map((name) => ({ name, text: countText(totals, name) }));
}

/** `3 of 6` where it is known how many there will be, `40 of about 900` where it is estimated, until they are done. */
function countText(totals: Readonly<Record<string, number>>, name: string): string {
  const count = totals[name] ?? 0;
  const goal = totals[`${name}Total`];
  const text = count.toLocaleString('en');
  const estimate = totals[`${name}Estimate`] ?? 0;
  if (goal !== undefined) return goal === count ? text : `${text} of ${goal.toLocaleString('en')}`;
  return estimate > count ? `${text} of about ${estimate.toLocaleString('en')}` : text;
}

export function countsText(totals: Readonly<Record<string, number>>): string {
  return countsOf(totals)
    .filter(({ name }) => firstCounts.includes(name))
    .map(({ name, text }) => `${text} ${name}`)
    .join(', ');
}
