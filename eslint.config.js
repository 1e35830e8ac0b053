import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

// The fences of the house: they stop the commit that would be the one to break a file's shape.
const fences = {
  'max-lines': ['error', { max: 500, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 3],
  'max-depth': ['error', 3],
};

export default tseslint.config(
  { ignores: ['node_modules/', 'web/dist/', 'coverage/', 'conformance/**/.venv/', '**/*.js', '!eslint.config.js'] },
  eslint.configs.recommended,
  tseslint.configs.strict,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...fences,
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'a front door names its exports by hand' },
        { selector: 'ExportDefaultDeclaration', message: 'export by name' },
      ],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 10 },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      // One spelling for everything that holds a value; PascalCase is for components and schemas, and strict, or `PATH` would pass for it.
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'variable', format: ['camelCase', 'StrictPascalCase'], leadingUnderscore: 'allow' },
        { selector: 'variable', modifiers: ['destructured'], format: null },
      ],
    },
  },
  // A test file groups many promises in one describe; a screen is mostly markup; a flat table is long and shallow.
  {
    files: ['**/*.test.ts', 'test/security/threats/*.ts', '**/*.tsx', 'web/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 400, skipBlankLines: true, skipComments: true }] },
  },
  { files: ['web/**/*.tsx'], rules: { 'max-lines-per-function': ['error', { max: 120 }] } },
  // What V8 misreads, see the function; the SDK runs in other people's programs and imports nothing of the server.
  {
    files: ['src/**/*.ts'],
    ignores: ['src/**/*.test.ts', 'src/sdk/**', 'src/foundation/parse-json.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'JSON', property: 'parse', message: 'use `parseJson`' }],
    },
  },
  // Programs that talk to a person on the terminal, and tools that expect a default export.
  { files: ['examples/**', 'bench/**', 'src/cli/**', 'src/serve-command.ts'], rules: { 'no-console': 'off' } },
  { files: ['*.config.ts', 'eslint.config.js', '**/*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
