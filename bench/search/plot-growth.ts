/** How long one search takes and how much it finds, by the number of assets. */
export interface Growth {
  readonly name: string;
  readonly points: readonly { readonly assets: number; readonly ms: number; readonly hits: number }[];
}

const width = 900;
const height = 560;
const margin = { left: 70, right: 210, top: 50, bottom: 60 };
const colours = [
  '#1f77b4',
  '#ff7f0e',
  '#2ca02c',
  '#d62728',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
  '#bcbd22',
  '#17becf',
  '#393b79',
  '#637939',
];

function scale(values: readonly number[], from: number, to: number): (value: number) => number {
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  return (value) => from + ((Math.log10(value) - low) / (high - low || 1)) * (to - from);
}

const decades = (values: readonly number[]): number[] => {
  const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  return Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step));
};

/** One line for each search on logarithmic axes: what grows with the assets rises, what an index answers stays level. */
export function plotGrowth(growths: readonly Growth[]): string {
  const sizes = growths.flatMap(({ points }) => points.map(({ assets }) => assets));
  const times = growths.flatMap(({ points }) => points.map(({ ms }) => ms));
  const rows = decades(times);
  const x = scale(sizes, margin.left, width - margin.right);
  const y = scale(rows, height - margin.bottom, margin.top);
  const at = (value: number): string => value.toFixed(1);
  const grid = rows.map(
    (ms) => `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at(y(ms))}" y2="${at(y(ms))}" stroke="#ddd"/>
<text x="${margin.left - 8}" y="${at(y(ms) + 4)}" text-anchor="end">${ms.toLocaleString('en')} ms</text>`,
  );
  const ticks = [...new Set(sizes)].map(
    (assets) =>
      `<text x="${at(x(assets))}" y="${height - margin.bottom + 20}" text-anchor="middle">${assets.toLocaleString('en')}</text>`,
  );
  const ends = growths
    .map(({ points }, index) => ({ index, end: y(points.at(-1)?.ms ?? 1) }))
    .sort((left, right) => left.end - right.end);
  const labelAt = new Map<number, number>();
  let lowest = 0;
  for (const { index, end } of ends) {
    lowest = Math.max(end, lowest + 14);
    labelAt.set(index, lowest);
  }
  const lines = growths.map(({ name, points }, index) => {
    const colour = colours[index % colours.length] ?? 'black';
    const path = points.map(({ assets, ms }) => `${at(x(assets))},${at(y(ms))}`).join(' ');
    const last = points.at(-1);
    const label = `${name} (${(last?.hits ?? 0).toLocaleString('en')})`;
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>
<text x="${width - margin.right + 8}" y="${at((labelAt.get(index) ?? 0) + 4)}" fill="${colour}">${label}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
<text x="${margin.left}" y="24" font-size="15">Median time of a search by the number of assets (in brackets: what it finds among the most)</text>
${[...grid, ...ticks, ...lines].join('\n')}
<text x="${(width - margin.right + margin.left) / 2}" y="${height - 16}" text-anchor="middle">assets</text>
</svg>
`;
}
