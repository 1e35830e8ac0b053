import type { JsonValue, Problem } from '../../foundation/index.ts';

const lengthMax = 50;
const labelsMax = 1_000;

function labelProblem(label: JsonValue): Omit<Problem, 'path'> | null {
  if (typeof label !== 'string') return { message: 'is not text' };
  const shown = label.slice(0, 80);
  if (label.length > lengthMax) {
    return { code: 'label_too_long', message: `label \`${shown}\` holds more than ${lengthMax} characters` };
  }
  if (/^[\w-]+$/.test(label)) return null;
  return { code: 'label_malformed', message: `label \`${shown}\` must be letters, digits, \`_\` and \`-\`` };
}

/** Reads a list of labels (Atlan wire: labels), each once, letters and digits being those of ASCII. Tells every one that is none, with its place. */
export function readLabels(
  labels: readonly JsonValue[],
  { at, problems }: { at: string; problems: Problem[] },
): readonly string[] {
  if (labels.length > labelsMax) problems.push({ path: at, message: `holds more than ${labelsMax} labels` });
  for (const [index, label] of labels.entries()) {
    const problem = labelProblem(label);
    if (problem !== null) problems.push({ path: `${at}[${index}]`, ...problem });
  }
  return [...new Set(labels.filter((label) => typeof label === 'string'))];
}
