import { expect, test } from 'vitest';
import { ClavisError } from '../../src/sdk/index.ts';
import { problemOf, translateError } from './translate-error.ts';

test('a failure of the server becomes a sentence under a title that says whose move it is', () => {
  const error = new ClavisError({
    status: 403,
    code: 'ATLAS-403-00-001',
    message: 'needs role `admin`',
    requestId: 'r',
  });
  expect(translateError(error)).toEqual({
    title: 'Not allowed',
    message: 'Needs role `admin`.',
    problems: [],
    requestId: 'r',
  });
});

// The text of an unexpected error may hold anything; a person cannot do anything with it.
test('an error of the page itself is not shown in its own words', () => {
  expect(translateError(new TypeError('undefined is not a function')).message).not.toContain('undefined');
});

test('the problems of one field are found and read as sentences', () => {
  const problems = [
    { path: 'password', message: 'is too short' },
    { path: 'password', message: 'is a walk' },
    { path: 'code', message: 'is unknown' },
  ];
  const error = new ClavisError({ status: 400, code: 'x', message: 'm', problems });
  expect(problemOf(error, 'password')).toBe('Is too short. Is a walk.');
  expect(problemOf(error, 'username')).toBeNull();
});
