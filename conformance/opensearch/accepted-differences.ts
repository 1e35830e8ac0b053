import { isFound, type Answer, type Difference } from './compare-answers.ts';

type Json = Readonly<Record<string, unknown>>;

/** A request that was answered differently. */
export interface Disagreement {
  readonly request: Json;
  readonly difference: Difference;
  readonly ours: Answer;
  readonly theirs: Answer;
}

/** A difference that stays on purpose. */
export interface AcceptedDifference {
  /** Its heading in `docs/search-differences.md`, which gives the reason. */
  readonly heading: string;
  /** Not to be met in every ten thousand requests. */
  readonly isSeldom?: true;
  readonly applies: (disagreement: Disagreement) => boolean;
}

/** They refuse what we answer, for this reason. */
function refusedByThem(reason: RegExp): (disagreement: Disagreement) => boolean {
  return ({ ours, theirs }) => isFound(ours) && 'refused' in theirs && reason.test(theirs.refused);
}

/** We refuse what they answer, for this reason. */
function refusedByUs(reason: RegExp): (disagreement: Disagreement) => boolean {
  return ({ ours, theirs }) => isFound(theirs) && 'refused' in ours && reason.test(ours.refused);
}

/** Both answer, and the request looks at a field of whose values OpenSearch keeps only the short ones. */
function aboutLongTexts({ request, ours, theirs }: Disagreement): boolean {
  return isFound(ours) && isFound(theirs) && /"(?:description|userDescription)\.keyword"/.test(JSON.stringify(request));
}

/** The same hits, which are worth something else to a clause of that name. */
function scoredBy(clause: string): (disagreement: Disagreement) => boolean {
  return ({ request, difference }) => difference === 'scores' && JSON.stringify(request).includes(`"${clause}"`);
}

/** Both answer, and the request looks at places in names that we read from other rows. */
function aboutPlacesOfNames({ request, ours, theirs }: Disagreement): boolean {
  const asked = JSON.stringify(request);
  return (
    isFound(ours) &&
    isFound(theirs) &&
    /"span_(?:first|near|not)"/.test(asked) &&
    /"__(?:meaning|classification|propagated|trait)\w*(?:\.\w+)?"/i.test(asked)
  );
}

/** Both answer, and query text asks for words that begin with something in which there are digits. */
function aboutDigitsAtTheBeginning({ request, ours, theirs }: Disagreement): boolean {
  return isFound(ours) && isFound(theirs) && /query_string":\{"query":"[^}]*\d[^\s"]*\*/.test(JSON.stringify(request));
}

/** The same buckets, some of which stand elsewhere or differ in the last digits. */
function inOrderOfNumbers({ request, difference }: Disagreement): boolean {
  return difference === 'aggregations' && JSON.stringify(request).includes('"order":{"m":');
}

/** We refuse what they find nothing for without having read it. */
function unreadByThem({ ours, theirs }: Disagreement): boolean {
  const isEmpty = isFound(theirs) && theirs.total === 0;
  return isEmpty && 'refused' in ours && /(?:query syntax|regular expression): unexpected/.test(ours.refused);
}

/** Every difference that stays. One that never occurs any more fails the test as much as one that is missing here, unless it is seldom. */
export const acceptedDifferences: readonly AcceptedDifference[] = [
  {
    heading: 'A value that a field cannot hold',
    applies: refusedByThem(
      /For input string|failed to parse date field|Can't parse boolean value|out of range for a|Value \[.*\] has a decimal part|is out of range|not a finite|supports only finite values/,
    ),
  },
  {
    heading: 'Patterns on numbers, dates and booleans',
    applies: refusedByThem(
      /Can only use (?:prefix|wildcard|regexp|fuzzy) queries|does not support case insensitive term queries/,
    ),
  },
  { heading: 'An empty id', applies: refusedByThem(/Ids can't be empty/) },
  { heading: 'Scores of the beginning of a phrase', applies: scoredBy('match_phrase_prefix') },
  { heading: 'Descriptions beyond 1,000 characters', applies: aboutLongTexts },
  { heading: 'Places among the names of tags and terms', applies: aboutPlacesOfNames },
  { heading: 'Beginnings with digits in query text', applies: aboutDigitsAtTheBeginning },
  { heading: 'Buckets in the order of a computed number', applies: inOrderOfNumbers },
  { heading: 'What is wrong where nothing can be found', isSeldom: true, applies: unreadByThem },
  { heading: 'Operators of regular expressions', applies: refusedByUs(/operator `[^`]+` is not supported/) },
];
