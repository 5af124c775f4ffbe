import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/**
 * Data flows one way: ingest → sql → workers → web. A folder may import `sql/` and the two written contracts, never
 * another folder's inside; only `start.ts` and `ovation.ts` compose all of them.
 *
 * @param {string} folder the top-level folder the rule holds for
 * @param {string} forbidden a regular expression of what a relative import of it may not reach
 * @param {string} message
 */
function boundary(folder, forbidden, message) {
  const pattern = `^(\\.\\./)+(${forbidden})`;
  return {
    files: [`${folder}/**/*.{ts,svelte}`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: pattern, message }] }],
      'no-restricted-syntax': [
        'error',
        { selector: `ImportExpression[source.value=/${pattern.replaceAll('/', '\\/')}/]`, message },
      ],
    },
  };
}

export default ts.config(
  { ignores: ['**/build/', '.svelte-kit/', '.data/', '.tmp/', 'test/fixtures/'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `== null` asks for null and undefined at once.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: {
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // TypeScript itself reports unknown names.
      'no-undef': 'off',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // Props are declared with `let`, as Svelte has it; its own rule knows them.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // Links are plain paths: the app is always served from the root.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  // The command line and the benches speak on the terminal, and what tests run in a page speaks there; everything else logs.
  { files: ['ovation.ts', '.ci/**', 'test/{bench,browser}/**'], rules: { 'no-console': 'off' } },
  boundary('sql', 'ingest|workers|web', 'sql/ knows nobody: pass what it needs as an argument.'),
  boundary(
    'sql/queries',
    'ingest|workers|web|rollup/|audit/',
    'sql/queries is read by pages and roll-ups alike, and knows neither.',
  ),
  boundary('ingest', 'web/|workers/(?!contract/)', 'ingest/ may import sql/ and workers/contract/ only.'),
  boundary('workers', 'web/|ingest/(?!contract/)', 'workers/ may import sql/ and ingest/contract/ only.'),
  boundary('web', 'ingest/(?!contract/)|workers/(?!contract/)', 'web/ may import sql/ and the two contracts only.'),
);
